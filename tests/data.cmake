# Tests of data: the shipped lexicons, and the lint that holds them.
set(lint ${CMAKE_SOURCE_DIR}/script/lint-lexicons)
add_test(NAME lexicons COMMAND ${TEST_PYTHON} ${lint})
set_tests_properties(lexicons PROPERTIES LABELS data)

add_test(NAME lexicons-anchors COMMAND ${TEST_PYTHON}
    ${CMAKE_CURRENT_SOURCE_DIR}/support/anchors.py ${CMAKE_SOURCE_DIR}/docs/lexicons.md
    ${CMAKE_SOURCE_DIR}/config/lexicons)
set_tests_properties(lexicons-anchors PROPERTIES LABELS data)

# tests/lexicons/<case>/: files with faults, and complaints.txt.
file(GLOB lexicon_cases CONFIGURE_DEPENDS lexicons/*/complaints.txt)
foreach(complaints ${lexicon_cases})
    get_filename_component(folder ${complaints} DIRECTORY)
    get_filename_component(case ${folder} NAME)
    add_test(NAME lexicons-${case} COMMAND ${TEST_PYTHON}
        ${CMAKE_CURRENT_SOURCE_DIR}/support/lexicon_case.py ${lint} ${folder})
    set_tests_properties(lexicons-${case} PROPERTIES LABELS data)
endforeach()

# Headlines of our own through the program, with all shipped lexicons.
add_test(NAME lexicons-headlines COMMAND ${TEST_PYTHON}
    ${CMAKE_CURRENT_SOURCE_DIR}/support/headlines.py $<TARGET_FILE:assayd>
    ${CMAKE_CURRENT_SOURCE_DIR}/lexicons/headlines.txt)
set_tests_properties(lexicons-headlines PROPERTIES LABELS data)

# Whole articles: their bands, and what must hold for any of them. One test a check of tests/tone.py.
foreach(check bands signs twice joined surrounded judged concluded shuffled sums agreement)
    add_test(NAME tone-${check} COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/tone.py
        --assayd $<TARGET_FILE:assayd> ${check})
    set_tests_properties(tone-${check} PROPERTIES LABELS data TIMEOUT 240)
endforeach()

# Small articles with tables: sources, faults, claims. One test a check of tests/reliability.py.
foreach(check gold sources faults accusations comfort reasons found sums extremes hostile documented)
    add_test(NAME reliability-${check} COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/reliability.py
        --assayd $<TARGET_FILE:assayd> ${check})
    set_tests_properties(reliability-${check} PROPERTIES LABELS data TIMEOUT 480)
endforeach()

# Near copies, stories and origins among invented news: what is reached must not be lost.
set(stories_develop copies=1,stories=1,origins=1)
set(stories_fresh copies=1,stories=0.92,origins=1)
set(stories_apart copies=1,stories=0.95,origins=1)
set(stories_blind-1 copies=1,stories=0.90,origins=0.74)
set(stories_blind-2 copies=1,stories=0.80,origins=0.70)
set(stories_blind-3 copies=1,stories=0.86,origins=0.69)
foreach(news develop fresh apart blind-1 blind-2 blind-3)
    add_test(NAME stories-${news} COMMAND ${TEST_PYTHON}
        ${CMAKE_CURRENT_SOURCE_DIR}/stories/measure.py --assayd $<TARGET_FILE:assayd>
        --floor ${stories_${news}} ${CMAKE_CURRENT_SOURCE_DIR}/stories/${news}.txt)
    set_tests_properties(stories-${news} PROPERTIES LABELS data)
endforeach()

# The unit lets the daemon do no more than it needs: systemd's own measure, 0 to 10, times ten.
find_program(SYSTEMD_ANALYZE systemd-analyze)
if(SYSTEMD_ANALYZE)
    add_test(NAME unit-exposure COMMAND ${SYSTEMD_ANALYZE} security --offline=true --threshold=12
        --no-pager ${CMAKE_SOURCE_DIR}/systemd/assayd.service)
    set_tests_properties(unit-exposure PROPERTIES LABELS data)
endif()

# The labelled set that `label` and `tune` are tested with.
add_test(NAME labelled COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/tuning/labelled.py)
set_tests_properties(labelled PROPERTIES LABELS data)

# One name, one meaning: what a scorer and the daemon both define, the linker would pick from either.
add_test(NAME symbols COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/symbols.py ${CMAKE_NM}
    $<TARGET_FILE:assayd-core> $<TARGET_FILE:scorer-common> $<TARGET_FILE:scorer-tone-built-in>
    $<TARGET_FILE:scorer-reliability-built-in>)
set_tests_properties(symbols PROPERTIES LABELS data)
