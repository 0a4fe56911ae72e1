#include "stories/places.h"

/* One line a country; its number is its place. Words that are more often something else (turkey
 * apart) are left out: "nice", "reading", "cork". */
const char *const places[] = {
    "us usa america american americans washington york california californian texas texan florida "
    "chicago illinois angeles francisco boston massachusetts seattle atlanta houston dallas "
    "philadelphia pennsylvania detroit michigan ohio iowa oregon colorado denver arizona phoenix "
    "nevada vegas miami minnesota minneapolis wisconsin missouri tennessee nashville kentucky "
    "louisiana orleans alabama mississippi oklahoma kansas nebraska utah montana idaho wyoming "
    "dakota carolina virginia maryland baltimore delaware connecticut maine vermont hampshire "
    "hawaii honolulu alaska jersey brooklyn manhattan",
    "uk britain british briton britons england english london manchester birmingham liverpool "
    "leeds sheffield bristol newcastle nottingham scotland scottish glasgow edinburgh aberdeen "
    "dundee wales welsh cardiff swansea belfast ulster yorkshire cornwall kent sussex norfolk",
    "ireland irish dublin galway limerick",
    "france french paris lyon marseille lille toulouse bordeaux nantes strasbourg brittany "
    "normandy corsica",
    "germany german germans berlin munich frankfurt hamburg cologne stuttgart dresden leipzig "
    "bavaria bavarian saxony hesse dusseldorf hanover bremen nuremberg bundesbank bundestag",
    "italy italian italians rome milan naples turin venice florence genoa palermo sicily "
    "sicilian sardinia lombardy tuscany",
    "spain spanish spaniards madrid barcelona catalonia catalan valencia seville bilbao malaga "
    "andalusia basque tarragona marbella",
    "portugal portuguese lisbon porto",
    "netherlands dutch amsterdam rotterdam utrecht hague eindhoven haarlem leiden",
    "belgium belgian belgians antwerp ghent bruges flemish flanders walloon",
    "switzerland swiss zurich geneva basel bern lausanne",
    "austria austrian austrians vienna viennese salzburg graz innsbruck carinthia tyrol",
    "poland polish poles warsaw krakow gdansk wroclaw",
    "sweden swedish swedes stockholm gothenburg malmo uppsala",
    "norway norwegian norwegians oslo bergen trondheim stavanger",
    "denmark danish danes copenhagen aarhus greenland",
    "finland finnish finns helsinki tampere",
    "greece greek greeks athens thessaloniki crete",
    "turkey turkish turks ankara istanbul izmir",
    "russia russian russians moscow kremlin petersburg siberia siberian",
    "ukraine ukrainian ukrainians kyiv kharkiv odesa odessa lviv donetsk",
    "hungary hungarian hungarians budapest",
    "czech czechs prague brno",
    "slovakia slovak bratislava",
    "romania romanian romanians bucharest",
    "bulgaria bulgarian bulgarians sofia",
    "serbia serbian serbs belgrade",
    "croatia croatian croats zagreb",
    "slovenia slovenian slovenes ljubljana",
    "bosnia bosnian sarajevo",
    "kosovo kosovar pristina",
    "albania albanian albanians tirana",
    "iceland icelandic reykjavik",
    "israel israeli israelis jerusalem aviv haifa",
    "palestinian palestinians gaza ramallah",
    "iran iranian iranians tehran",
    "iraq iraqi iraqis baghdad basra mosul",
    "syria syrian syrians damascus aleppo",
    "lebanon lebanese beirut",
    "saudi saudis riyadh jeddah",
    "emirates emirati dubai",
    "qatar qatari doha",
    "egypt egyptian egyptians cairo alexandria",
    "india indian indians delhi mumbai kolkata chennai bangalore bengaluru hyderabad rajasthan "
    "jaipur bihar gujarat kerala punjab",
    "pakistan pakistani pakistanis islamabad karachi lahore",
    "bangladesh bangladeshi dhaka",
    "afghanistan afghan afghans kabul",
    "china chinese beijing shanghai shenzhen guangzhou wuhan tibet xinjiang",
    "hong kong",
    "taiwan taiwanese taipei",
    "japan japanese tokyo osaka kyoto honshu hokkaido kyushu fukushima sendai nagoya",
    "korea korean koreans seoul busan pyongyang",
    "vietnam vietnamese hanoi",
    "philippines philippine filipino filipinos manila",
    "indonesia indonesian indonesians jakarta java sumatra bali",
    "thailand thai thais bangkok",
    "australia australian australians sydney melbourne brisbane perth canberra adelaide "
    "queensland",
    "zealand auckland wellington",
    "canada canadian canadians toronto ottawa montreal quebec vancouver ontario alberta scotia",
    "mexico mexican mexicans",
    "brazil brazilian brazilians brasilia paulo rio",
    "argentina argentine argentines argentinian buenos",
    "africa african africans nigeria nigerian lagos abuja kenya kenyan nairobi johannesburg "
    "pretoria ghana accra ethiopia ethiopian zambia zambian zimbabwe lusaka harare congo "
    "congolese sudan sudanese khartoum",
};
const size_t places_size = count_of(places);
