/* kconfig_unknown: a virtual extern that no loader knows and that is not weak: loading
 * must fail and name it.
 */
#include "bpf.h"

extern u32 LINUX_UNKNOWN_AND_STRONG __kconfig;

SEC("socket")
int unknown(void *ctx)
{
	return LINUX_UNKNOWN_AND_STRONG;
}

LICENSE("GPL");
