/* extern_unannotated: externs for a static linker, in no section of a loader's: a
 * function and a variable of another object. Opening must fail and name them.
 */
#include "bpf.h"

extern int in_another_object(int value);
extern u32 variable_in_another_object;

SEC("socket")
int unlinked(void *ctx)
{
	return in_another_object(1) + variable_in_another_object;
}

LICENSE("GPL");
