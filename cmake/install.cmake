install(TARGETS assayd)
install(FILES include/assay/scorer.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/assay)
install(DIRECTORY config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assayd/config)
install(DIRECTORY schema/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assayd/schema)
install(FILES README.md docs/wire.md docs/settings.md docs/alerts.md docs/lexicons.md docs/writing-a-scorer.md
    DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY clients examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The unit names the program by its whole path.
file(READ systemd/assayd.service unit)
string(REPLACE "/usr/bin/assayd" "${CMAKE_INSTALL_FULL_BINDIR}/assayd" unit "${unit}")
file(WRITE ${CMAKE_BINARY_DIR}/assayd.service "${unit}")
install(FILES ${CMAKE_BINARY_DIR}/assayd.service DESTINATION lib/systemd/system)
install(FILES systemd/assayd.sysusers DESTINATION lib/sysusers.d RENAME assayd.conf)

file(STRINGS include/assay/scorer.h abi REGEX "^#define ASSAY_ABI ")
string(REGEX MATCH "[0-9]+" ASSAY_ABI "${abi}")
configure_file(cmake/assay-scorer.pc.in ${CMAKE_BINARY_DIR}/assay-scorer.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/assay-scorer.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)

# Man pages and completions, printed from the program's own tables.
find_program(BUILD_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(BUILD_PYTHON)
    set(documents ${CMAKE_BINARY_DIR}/documents)
    file(MAKE_DIRECTORY ${documents})
    set(all_made assayd.8 assayd.yaml.5 assay-scorer.3 bash zsh)
    list(TRANSFORM all_made PREPEND ${documents}/)
    add_custom_command(OUTPUT ${all_made} DEPENDS assayd cmake/documents.py include/assay/scorer.h
        COMMAND ${BUILD_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/documents.py --assayd $<TARGET_FILE:assayd>
            --source ${CMAKE_SOURCE_DIR} --into ${documents} VERBATIM)
    add_custom_target(documents ALL DEPENDS ${all_made})
    foreach(page assayd.8 assayd.yaml.5 assay-scorer.3)
        string(REGEX REPLACE ".*\\." "" section ${page})
        install(FILES ${documents}/${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
    endforeach()
    install(FILES ${documents}/bash RENAME assayd
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES ${documents}/zsh RENAME _assayd
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
else()
    message(STATUS "no /usr/bin/python3: no man pages, no shell completion")
endif()
