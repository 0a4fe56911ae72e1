# tests/fuzz/fuzz_<door>.c reads bytes from outside. Under preset fuzz it becomes a libFuzzer
# program, bin/fuzz_<door>; everywhere else it is linked with replay.c and reads its seeds once, as
# an ordinary test. To look for more (seeds are added to the first folder):
#     build/fuzz/bin/fuzz_feed -max_total_time=600 -dict=tests/fuzz/feed.dict corpus tests/fuzz/seeds/feed
# A new door: one more fuzz_<door>.c, a folder seeds/<door>, and nothing here.
if(ASSAYD_FUZZ)
    foreach(part assayd-core scorer-common scorer-tone-built-in scorer-reliability-built-in)
        target_compile_options(${part} PRIVATE -fsanitize=fuzzer-no-link)
    endforeach()
endif()

file(GLOB fuzz_doors CONFIGURE_DEPENDS fuzz/fuzz_*.c)
foreach(source ${fuzz_doors})
    get_filename_component(name ${source} NAME_WE)
    string(REPLACE "fuzz_" "" door ${name})
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE assayd-core)
    if(ASSAYD_FUZZ)
        target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        set(how -runs=0)
    else()
        target_sources(${name} PRIVATE fuzz/replay.c)
        set(how)
    endif()
    set(seeds ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/seeds/${door})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${door}s AND NOT ASSAYD_FUZZ)
        list(APPEND seeds ${CMAKE_CURRENT_SOURCE_DIR}/${door}s) # fixtures are seeds, too
    endif()
    add_test(NAME ${name} COMMAND ${name} ${how} ${seeds})
    set_tests_properties(${name} PROPERTIES LABELS fuzz)
endforeach()
