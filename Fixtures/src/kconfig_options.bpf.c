/* kconfig_options: externs that come from the kernel's configuration, of every type
 * that they may have.
 */
#include "bpf.h"

enum libbpf_tristate { TRI_NO, TRI_YES, TRI_MODULE };

extern u32 CONFIG_HZ __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_NET __kconfig;
extern char CONFIG_BPF __kconfig;
extern char CONFIG_DEFAULT_HOSTNAME[16] __kconfig;
extern s64 CONFIG_LOG_BUF_SHIFT __kconfig;
extern u32 CONFIG_NO_SUCH_OPTION __kconfig __weak;

SEC("socket")
int hertz(void *ctx)
{
	return CONFIG_HZ;
}

SEC("socket")
int options(void *ctx)
{
	return CONFIG_BPF_SYSCALL + CONFIG_NET + (CONFIG_BPF == 'y') +
	       (CONFIG_DEFAULT_HOSTNAME[0] != 0) + CONFIG_LOG_BUF_SHIFT + CONFIG_NO_SUCH_OPTION;
}

LICENSE("GPL");
