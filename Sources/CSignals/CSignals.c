#include "CSignals.h"

#include <signal.h>
#include <stddef.h>

static int isHangUpIgnored(void) {
  struct sigaction action;
  return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

#ifdef __linux__
static int noted;

static void note(void) { noted = isHangUpIgnored(); }

__attribute__((section(".preinit_array"), used)) static void (*beforeConstructors)(void) = note;

int wasHangUpIgnored(void) { return noted; }
#else
int wasHangUpIgnored(void) { return isHangUpIgnored(); }
#endif
