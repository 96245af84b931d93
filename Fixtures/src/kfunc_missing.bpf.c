/* kfunc_missing: a kernel function that no kernel has, and that is not weak. */
#include "bpf.h"

extern int no_such_kernel_function(int value) __ksym;

SEC("syscall")
int calls(void *ctx)
{
	return no_such_kernel_function(1);
}

LICENSE("GPL");
