install(TARGETS assayd)
install(FILES include/assay/scorer.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/assay)
install(DIRECTORY config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assayd/config)
install(DIRECTORY schema/ DESTINATION ${CMAKE_INSTALL_DATADIR}/assayd/schema)
