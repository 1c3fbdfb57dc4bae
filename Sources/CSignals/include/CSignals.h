#ifndef C_SIGNALS_H
#define C_SIGNALS_H

/// Whether the program was started with SIGHUP ignored.
///
/// It is noted before the constructors of libraries run, which Swift cannot: one of them may take the signal, as UCX does,
/// which Open MPI is linked with on Debian 13.
int wasHangUpIgnored(void);

#endif
