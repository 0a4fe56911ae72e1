# Plays: the whole daemon, from outside. See tests/plays/player.py.
file(GLOB plays CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/plays/*.play)
foreach(play ${plays})
    get_filename_component(name ${play} NAME_WE)
    add_test(NAME play-${name} COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/player.py
        --assayd $<TARGET_FILE:assayd> ${play})
    set_tests_properties(play-${name} PROPERTIES LABELS play TIMEOUT 240
        ENVIRONMENT TEST_SCORERS=${CMAKE_BINARY_DIR}/lib/test-scorers)
endforeach()
# A parser that a document can crash, to be preloaded.
add_library(brittle-parser MODULE support/brittle_parser.c)
set_target_properties(brittle-parser PROPERTIES PREFIX ""
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/test-support)
target_link_libraries(brittle-parser PRIVATE ${CMAKE_DL_LIBS})

# Faults: each in a short form, all of them in the long one.
foreach(fault kill pause stall burst late clock reload edit poison relapse venom quicksand full_disk foreign second truncated torn_log flipped)
    add_test(NAME fault-${fault} COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/faults.py
        --assayd $<TARGET_FILE:assayd> ${fault})
    set_tests_properties(fault-${fault} PROPERTIES LABELS play TIMEOUT 240)
endforeach()
add_test(NAME faults COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/faults.py
    --assayd $<TARGET_FILE:assayd> --long)
set_tests_properties(faults PROPERTIES LABELS slow TIMEOUT 1500)

# Memory, for a quarter of an hour; soak.py alone takes a million items.
add_test(NAME soak COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/soak.py
    --assayd $<TARGET_FILE:assayd> --items 200000 --minutes 15)
set_tests_properties(soak PROPERTIES LABELS slow TIMEOUT 1800)

add_test(NAME play-stories COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/stories.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(play-stories PROPERTIES LABELS play TIMEOUT 240)

# What a bad feed costs the good ones; the second part is a figure, and wants a machine to itself.
add_test(NAME play-beside-slow COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/beside.py
    --assayd $<TARGET_FILE:assayd> slow)
set_tests_properties(play-beside-slow PROPERTIES LABELS play TIMEOUT 240)
add_test(NAME play-beside-rules COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/beside.py
    --assayd $<TARGET_FILE:assayd> rules)
set_tests_properties(play-beside-rules PROPERTIES LABELS slow TIMEOUT 240 RUN_SERIAL TRUE)

add_test(NAME play-strangers COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/strangers.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(play-strangers PROPERTIES LABELS play TIMEOUT 240)

add_test(NAME play-service COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/plays/service.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(play-service PROPERTIES LABELS play TIMEOUT 240)

# Clients that ship with the daemon; tests/unit/test_listen.c lets them listen.
add_executable(client-example ${CMAKE_SOURCE_DIR}/clients/c/example.c
    ${CMAKE_SOURCE_DIR}/clients/c/assayd_client.c)
target_link_libraries(client-example PRIVATE PkgConfig::libczmq)

function(add_client name)
    add_test(NAME client-${name} COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/clients.py -- ${ARGN})
    set_tests_properties(client-${name} PROPERTIES LABELS play TIMEOUT 300)
endfunction()
add_client(c $<TARGET_FILE:client-example>)
add_client(python ${TEST_PYTHON} ${CMAKE_SOURCE_DIR}/clients/python/example.py)
add_client(watch sh -c "exec \"$0\" watch --json --endpoint \"$1\" --replay \"$2\" --since \"$3\""
    $<TARGET_FILE:assayd>)
add_test(NAME client-node COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/client_node.py
    --build ${CMAKE_BINARY_DIR})
set_tests_properties(client-node PROPERTIES LABELS slow TIMEOUT 900 SKIP_RETURN_CODE 77)

add_test(NAME commands COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/commands.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(commands PROPERTIES LABELS data TIMEOUT 240)

add_test(NAME demo COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/demo.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(demo PROPERTIES LABELS play TIMEOUT 240)

add_test(NAME readme COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/readme.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(readme PROPERTIES LABELS play TIMEOUT 240)

add_test(NAME tuning COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/tuning.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(tuning PROPERTIES LABELS play TIMEOUT 240)

add_test(NAME scored COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/scored.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(scored PROPERTIES LABELS data TIMEOUT 240)

# Boots a system of its own: on demand (ctest -L slow), as root.
add_test(NAME boot COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/boot/boot.py
    --build ${CMAKE_BINARY_DIR})
set_tests_properties(boot PROPERTIES LABELS slow TIMEOUT 1200 SKIP_RETURN_CODE 77)
add_test(NAME package COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/boot/package.sh)
set_tests_properties(package PROPERTIES LABELS slow TIMEOUT 3600 SKIP_RETURN_CODE 77)

# On a pseudo-terminal and over a pipe.
add_test(NAME label COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/tuning/label.py
    --assayd $<TARGET_FILE:assayd>)
set_tests_properties(label PROPERTIES LABELS play TIMEOUT 240)

add_test(NAME installed COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/installed.py
    --build ${CMAKE_BINARY_DIR})
set_tests_properties(installed PROPERTIES LABELS data TIMEOUT 240)

# What another configuration would have said of what a daemon stored.
add_test(NAME diff COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/diff.py --assayd $<TARGET_FILE:assayd>)
set_tests_properties(diff PROPERTIES LABELS play TIMEOUT 480)

# Fits the labelled set; one test a check, since each judges the set a hundred times over.
foreach(check one_half_teaches_the_other what_is_out_of_tune_is_put_right labels_that_mean_nothing the_same_twice
        too_few_labels the_users_files_stay labels_of_other_texts_are_left_out a_broken_label_has_its_place)
    add_test(NAME tune-${check} COMMAND ${TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/tuning/tune.py
        --assayd $<TARGET_FILE:assayd> ${check})
    set_tests_properties(tune-${check} PROPERTIES LABELS data TIMEOUT 900)
endforeach()
