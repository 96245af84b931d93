/* kconfig: the externs of .kconfig that need no configuration file: the three that a
 * loader makes up itself, strong and weak, and an unknown one that is weak. Their
 * types differ, so that the layout of the .kconfig map matters.
 */
#include "bpf.h"

extern bool LINUX_HAS_BPF_COOKIE __kconfig;
extern u64 LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig __weak;
extern u16 LINUX_UNKNOWN_AND_WEAK __kconfig __weak;

SEC("socket")
int version(void *ctx)
{
	return LINUX_KERNEL_VERSION;
}

SEC("socket")
int features(void *ctx)
{
	return LINUX_HAS_BPF_COOKIE | LINUX_HAS_SYSCALL_WRAPPER << 1 | LINUX_UNKNOWN_AND_WEAK << 2;
}

LICENSE("GPL");
