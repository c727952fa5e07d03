/* Wine before 9 lacks this library of Windows, and Rust's standard library wants it. For the test
   under Wine alone; it is never shipped. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    return RtlGenRandom(bytes, (ULONG)count);
}
