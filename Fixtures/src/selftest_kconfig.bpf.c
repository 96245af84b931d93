/* selftest_kconfig: the externs that a loader makes up itself. Set the expected
 * values before loading. The program returns 0, or the line that failed.
 */
#include "bpf.h"
#include "test.h"

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
extern bool LINUX_HAS_SYSCALL_WRAPPER __kconfig __weak;
extern int LINUX_NO_SUCH_THING __kconfig __weak;

/* KERNEL_VERSION(a, b, c); 0: not to be compared. */
const volatile u32 expected_version = 0;
const volatile bool expect_cookie = true;

SEC("syscall")
int kconfig(void *ctx)
{
	u32 version = LINUX_KERNEL_VERSION;

	CHECK(version >= (5 << 16 | 4 << 8));
	CHECK(version < (100 << 16));
	CHECK(!expected_version || version == expected_version);
	CHECK(LINUX_HAS_BPF_COOKIE == expect_cookie);
	CHECK(LINUX_HAS_SYSCALL_WRAPPER <= 1);
	CHECK(LINUX_NO_SUCH_THING == 0);
	return 0;
}

LICENSE("GPL");
