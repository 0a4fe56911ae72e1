# `cmake --build build/dev --target format` and `--target tidy`.
file(GLOB_RECURSE all_sources CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/daemon/*.[ch] ${CMAKE_SOURCE_DIR}/scorers/*.[ch]
    ${CMAKE_SOURCE_DIR}/include/*.h ${CMAKE_SOURCE_DIR}/tests/*.[ch]
    ${CMAKE_SOURCE_DIR}/bench/*.[ch])
find_program(CLANG_FORMAT clang-format)
find_program(CLANG_TIDY clang-tidy)
if(CLANG_FORMAT)
    add_custom_target(format COMMAND ${CLANG_FORMAT} -i ${all_sources})
endif()
if(CLANG_TIDY)
    set(tidy_sources ${all_sources})
    list(FILTER tidy_sources INCLUDE REGEX "\\.c$")
    add_custom_target(tidy COMMAND ${CLANG_TIDY} -p ${CMAKE_BINARY_DIR} --quiet ${tidy_sources})
endif()
