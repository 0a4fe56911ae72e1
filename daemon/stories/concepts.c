#include "stories/concepts.h"

#include "base/defs.h"

const char *const concepts[] = {
    /* what befalls people */
    "killed kill kills killing dead death deaths die dies died dying fatal fatalities mourn mourns "
    "mourned mourning toll lives funeral obituary",
    "injured injuring injures injuries injury hurt wounded wounds wounding casualties",
    "hospital hospitals clinic clinics ward wards nurse nurses doctor doctors surgeon surgeons "
    "surgery operations patients patient infirmary",
    "missing disappeared vanished disappearance",
    "rescue rescued rescuers rescuing saved evacuated evacuation evacuate evacuees flee fled "
    "fleeing",
    "survivor survivors survived",
    /* disasters */
    "explosion explosions explode exploded explodes exploding blast blasts detonated detonation "
    "blew",
    "fire fires blaze blazes flames burn burned burnt burning firefighters wildfire inferno smoke",
    "flood floods flooding flooded deluge inundated rains rain rainfall downpour",
    "quake quakes earthquake earthquakes tremor tremors seismic seismologists aftershock magnitude",
    "storm storms hurricane cyclone typhoon tornado gale gales",
    "crash crashed crashes collision collided overturned overturns derailed derails derail "
    "derailment derailing wreck accident accidents",
    "train trains railway railways rail rails railroad locomotive coaches express sleepers track",
    "plane planes aircraft flight flights airline airlines airport airports jet jets runway "
    "terminal "
    "airliner",
    "ship ships vessel vessels ferry ferries boat boats tanker tankers freighter crew seaman "
    "seamen "
    "sailor sailors aboard sailings",
    "bus buses driver drivers",
    "car cars vehicle vehicles automaker carmaker automotive motorists motorist auto",
    "collapse collapsed collapses collapsing crumbled",
    "leak leaked leaks spill spilled spilt",
    /* crime and court */
    "police officers officer detectives detective constable cops sheriff",
    "arrest arrested arrests detained detention custody caught picked",
    "court courts tribunal courtroom judge judges jury jurors trial lawsuit sue sued suing suit "
    "litigation",
    "guilty convicted convicts conviction convict verdict",
    "jail jailed prison imprisoned sentence sentenced sentences sentencing jailing",
    "fraud fraudster defrauded defrauding embezzled embezzlement swindle scam",
    "robbery robbers robbed robber theft thieves thief stole stolen heist burglary burglars raid",
    "shooting shot gunman gunmen gunfire rifle armed shots",
    "hostage hostages kidnapped kidnap kidnapping abducted captive captives negotiators",
    "hack hacked hackers hacking ransomware cyberattack cyber attackers breach malware",
    "drug drugs cocaine heroin narcotics smuggling smuggled traffickers trafficking",
    "bribe bribes bribery corruption graft",
    "fine fined fines penalty penalties",
    "murder murdered murderer homicide stabbed stabbing",
    "attack attacks attacked assault assaulted bombing bombed bomb bombs strikes",
    "seize seizes seized seizure commandos boarded boarding impounded",
    "release releases released freed frees",
    "suspect suspects suspected suspicion alleged allegedly accused accuse accuses",
    "inquiry investigation investigate investigators investigating probe probes probed inspectors "
    "inspection inspectorate inspected",
    /* politics */
    "election elections vote votes voted voters voting ballot ballots poll polls polling electoral "
    "runoff turnout constituency",
    "resign resigns resigned resignation quit quits stepped departure ousted ouster depart departs "
    "leave leaves leaving exit",
    "appoint appoints appointed appointment successor succeed succeeds named replaces replace "
    "replaced",
    "law laws bill legislation legislators lawmakers statute rule rules regulation regulations",
    "tax taxes taxation levy duty duties excise",
    "tariff tariffs curbs sanctions embargo export exports import imports",
    "budget deficit spending borrowing",
    "pension pensions pensioners retired retirees retirement",
    "protest protests protesters demonstrators demonstration rally marched march unrest riot riots",
    "strike striking walkout walkouts stoppage picket union unions",
    "war troops soldiers army military offensive front shelling missile missiles",
    "ceasefire truce peace",
    "treaty pact accord",
    "refugees migrants migrant asylum immigrants immigration",
    "summit talks negotiations meeting host hosts conference",
    /* money */
    "profit profits earnings earned earns income margin margins",
    "loss losses lost",
    "revenue revenues turnover sales",
    "shares share stock stocks shareholders shareholder investors investor equity",
    "bank banks lender lenders banking banker bankers",
    "rate rates interest monetary policymakers basis",
    "inflation prices price cost costs consumer",
    "bond bonds yield yields treasuries bunds",
    "deal takeover acquire acquires acquired acquisition merger merge bid bids buyout purchase "
    "buys "
    "buying",
    "layoffs layoff redundancies jobs workforce staff",
    "recall recalls recalled recalling",
    "forecast forecasts outlook guidance guided expects estimates predicted",
    "oil crude barrels barrel petroleum brent fuel petrol gasoline diesel",
    "gas pipeline",
    "power electricity grid megawatts megawatt blackout blackouts hydropower turbines turbine "
    "reactor "
    "nuclear",
    "factory factories plant plants works mill smelter",
    "contract contracts tender award awarded order orders",
    "lottery jackpot ticket winner won wins",
    "bankruptcy bankrupt insolvency insolvent creditors administration",
    "chip chips chipmaker chipmakers semiconductor semiconductors chipmaking fabs lithography "
    "toolmakers",
    "software cloud servers server computing",
    /* science, health, schooling */
    "vaccine vaccines vaccination jab jabs immunisation",
    "medicine medicines drugmaker therapy therapeutics treatment dose doses placebo",
    "study research researchers researcher scientists scientist findings paper journal",
    "virus outbreak epidemic infection infections infected disease",
    "heart hearts cardiac cardiology cardiologists ticker",
    "cancer tumour tumor tumours oncology",
    "satellite satellites rocket rockets launch launched launcher orbit spacecraft astronauts "
    "liftoff",
    "school schools pupils pupil students student teacher teachers classes college university",
    "child children kids toddler baby babies infant infants mother mothers",
    "bridge bridges span tunnel tunnels",
    "house houses home homes residents villagers villages village",
    "book novel novelist author writer",
    "film films movie movies cinema director actor actress",
    "music composer orchestra symphony concert conductor songs singer band album",
    "museum museums gallery exhibition curator painting paintings",
    /* sport */
    "final semifinal cup championship title trophy",
    "goal goals scored scorer header equaliser",
    "match game games season league club clubs coach manager striker midfielder",
    "tennis grand slam seed qualifier",
    /* saying and doing */
    "warn warns warned warning alert alerts",
    "approve approves approved approval backs backed backing endorse endorsed authorisation "
    "licence",
    "ban bans banned forbid forbids forbidden prohibit prohibited prohibition outlaw outlawed",
    "delay delayed delays postponed postpone cancelled canceled cancel cancels",
    "close closed closes closure shut shuts shutdown shutting",
    "open opens opened opening reopen reopens reopened inaugurated",
    "increase increased increases rise rises rose rising raise raised raises climb climbed climbs "
    "jumped soared surged grew grow",
    "fall falls fell fallen drop drops dropped decline declined slid slump slumped plunge plunged "
    "sank",
    "unchanged hold holds steady freeze frozen freezes kept",
    "cut cuts cutting reduce reduced reduces lower lowered trim trimmed slash slashed",
    "brother sister wife husband daughter widow family families",
    "unveil unveils unveiled showed shows introduces introduced debut",
    "tablet smartphone phone phones foldable device devices gadget",
};
const size_t concepts_size = count_of(concepts);
