/* ksym: addresses of kernel symbols: without a type (from kallsyms), and weak ones that
 * no kernel has, without and with a type.
 */
#include "bpf.h"

extern const void schedule __ksym;
extern const void no_such_symbol __ksym __weak;
extern const int no_such_variable __ksym __weak;

u64 address;

SEC("syscall")
int untyped(void *ctx)
{
	address = (u64)&schedule;
	return 0;
}

SEC("syscall")
int missing(void *ctx)
{
	return &no_such_symbol == NULL && &no_such_variable == NULL;
}

LICENSE("GPL");
