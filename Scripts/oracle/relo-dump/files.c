// The files by which libbpf knows a kernel: read from what the command line names instead.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>
#include "relo-dump.h"

#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"
#define KALLSYMS "/proc/kallsyms"
#define KPROBES "/sys/bus/event_source/devices/kprobe/type"
#define VERSION_FILES "/proc/version" // also Ubuntu's /proc/version_signature
#define BPF_FILE_SYSTEM "/sys/fs/bpf"
#define FIRST_ADDRESS 0xffffffff81000000ull
#define ADDRESS_STEP 0x40

static const char *redirected(const char *path)
{
	return options.btf && !strcmp(path, VMLINUX_BTF) ? options.btf : path;
}

static bool hidden(const char *path)
{
	return options.kernel_version && !strncmp(path, VERSION_FILES, strlen(VERSION_FILES));
}

// libbpf maps the kernel's BTF read-only and then writes into the map to swap it: what is of the
// other byte order has to be swapped beforehand. A change of order keeps the type IDs.
bool make_native(const char **path)
{
	static char copy[64];
	unsigned char magic[2] = {};
	FILE *file = fopen(*path, "r");
	const void *bytes;
	struct btf *btf;
	__u32 size;
	int fd;

	if (!file || fread(magic, 1, sizeof(magic), file) != sizeof(magic))
		return false;
	fclose(file);
	if (magic[0] != 0xeb || magic[1] != 0x9f)
		return true;
	btf = btf__parse(*path, NULL);
	if (!btf || btf__set_endianness(btf, BTF_LITTLE_ENDIAN) || !(bytes = btf__raw_data(btf, &size)))
		return false;
	fd = memfd_create("btf", 0);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		return false;
	snprintf(copy, sizeof(copy), "/proc/self/fd/%d", fd);
	*path = copy;
	btf__free(btf);
	return true;
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, mode_t mode)
{
	return __real_open64(redirected(path), flags, mode);
}

FILE *__real_fopen64(const char *path, const char *mode);

// Without a list of its own, a kernel has every symbol that the object asks for by name alone. Those
// with a type are in BTF or nowhere.
FILE *open_kallsyms(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *list;

	if (options.kallsyms)
		return __real_fopen64(options.kallsyms, "r");
	list = open_memstream(&text, &length);
	if (!list)
		return NULL;
	fprintf(list, "%016llx T _text\n", FIRST_ADDRESS);
	for (size_t i = 0; i < external_count; i++)
		if (externals[i].ksym && !externals[i].typed)
			fprintf(list, "%016llx T %s\n", FIRST_ADDRESS + (i + 1) * ADDRESS_STEP,
				externals[i].name);
	fclose(list);
	return fmemopen(text, length, "r"); // which reads the text for as long as the process lives
}

FILE *__wrap_fopen64(const char *path, const char *mode)
{
	if (hidden(path))
		return NULL;
	if (!strcmp(path, KALLSYMS))
		return open_kallsyms();
	if (!strcmp(path, KPROBES))
		return fmemopen((char *)"6\n", 2, "r");
	return __real_fopen64(redirected(path), mode);
}

int __real_faccessat(int folder, const char *path, int mode, int flags);
int __wrap_faccessat(int folder, const char *path, int mode, int flags)
{
	if (hidden(path)) {
		errno = ENOENT;
		return -1;
	}
	if (!strcmp(path, KPROBES))
		return 0;
	return __real_faccessat(folder, redirected(path), mode, flags);
}

int __wrap_access(const char *path, int mode)
{
	return __wrap_faccessat(AT_FDCWD, path, mode, 0);
}

void *__real_gzopen64(const char *path, const char *mode);
void *__wrap_gzopen64(const char *path, const char *mode)
{
	return __real_gzopen64(options.kconfig ? options.kconfig : path, mode);
}

int __real_uname(struct utsname *name);
int __wrap_uname(struct utsname *name)
{
	int result = __real_uname(name);

	if (!result && options.kernel_version) {
		snprintf(name->release, sizeof(name->release), "%s", options.kernel_version);
		name->version[0] = 0;
	}
	return result;
}

// Nothing is pinned, but libbpf looks whether it could be.
static bool of_bpf_file_system(const char *path)
{
	return !strncmp(path, BPF_FILE_SYSTEM, strlen(BPF_FILE_SYSTEM));
}

int __real_statfs64(const char *path, struct statfs64 *status);
int __wrap_statfs64(const char *path, struct statfs64 *status)
{
	if (!of_bpf_file_system(path))
		return __real_statfs64(path, status);
	*status = (struct statfs64){ .f_type = BPF_FS_MAGIC };
	return 0;
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode)
{
	return of_bpf_file_system(path) ? 0 : __real_mkdir(path, mode);
}
