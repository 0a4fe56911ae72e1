install(TARGETS assayd)
install(FILES include/assay/scorer.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/assay)
install(DIRECTORY config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assayd/config)
install(DIRECTORY schema/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assayd/schema)

# The unit names the program by its whole path.
file(READ systemd/assayd.service unit)
string(REPLACE "/usr/bin/assayd" "${CMAKE_INSTALL_FULL_BINDIR}/assayd" unit "${unit}")
file(WRITE ${CMAKE_BINARY_DIR}/assayd.service "${unit}")
install(FILES ${CMAKE_BINARY_DIR}/assayd.service DESTINATION lib/systemd/system)
install(FILES systemd/assayd.sysusers DESTINATION lib/sysusers.d RENAME assayd.conf)
