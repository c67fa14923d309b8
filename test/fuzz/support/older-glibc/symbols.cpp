// What Jazzer.js's addon takes from glibc 2.38 and libstdc++ 13, for systems that have older ones.
#include <cstdlib>
#include <iostream>

extern "C" long __isoc23_strtol(const char *text, char **end, int base) {
  return std::strtol(text, end, base);
}

extern "C" unsigned long __isoc23_strtoul(const char *text, char **end, int base) {
  return std::strtoul(text, end, base);
}

extern "C" void initialiseStreams() __asm__("_ZSt21ios_base_library_initv");

extern "C" void initialiseStreams() {
  static std::ios_base::Init once;
}
