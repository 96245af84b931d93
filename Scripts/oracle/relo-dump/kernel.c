// A kernel that has every feature and runs nothing: it answers bpf(2) for libbpf, so that a load
// goes through to its end. Descriptors are those of empty files in memory.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "relo-dump.h"

#define FIRST_MODULE_ID 1000

long __real_syscall(long number, ...);

static long refuse(int error)
{
	errno = error;
	return -1;
}

static void *at(__u64 address) { return (void *)(uintptr_t)address; }

static int new_descriptor(void)
{
	int fd = __real_syscall(__NR_memfd_create, "object", MFD_CLOEXEC);

	// Sparse, and large enough for any mapping of a map that libbpf makes.
	if (fd >= 0 && ftruncate(fd, 8LL << 30)) {
		close(fd);
		return -1;
	}
	return fd;
}

int module_id(int index) { return FIRST_MODULE_ID + index; }

static long next_btf(union bpf_attr *attr)
{
	__u32 next = attr->start_id < FIRST_MODULE_ID ? FIRST_MODULE_ID : attr->start_id + 1;

	if (next >= (__u32)module_id(options.module_count))
		return refuse(ENOENT);
	attr->next_id = next;
	return 0;
}

static long module_descriptor(const union bpf_attr *attr)
{
	int fd, index = (int)attr->btf_id - FIRST_MODULE_ID;

	if (index < 0 || index >= options.module_count)
		return refuse(ENOENT);
	fd = __real_syscall(__NR_openat, AT_FDCWD, options.modules[index], O_RDONLY | O_CLOEXEC, 0);
	mark_descriptor(fd, MODULE, index);
	return fd;
}

// A module's name is that of its file without the extension.
static long module_info(int fd, struct bpf_btf_info *info)
{
	int index = descriptor_index(fd, MODULE);
	const char *path = options.modules[index], *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
	size_t length = dot ? (size_t)(dot - name) : strlen(name);
	struct stat status;

	if (fstat(fd, &status))
		return -1;
	if (info->btf && pread(fd, at(info->btf), info->btf_size, 0) < 0)
		return -1;
	if (info->name && info->name_len > length) {
		memcpy(at(info->name), name, length);
		((char *)at(info->name))[length] = 0;
	}
	info->btf_size = status.st_size;
	info->name_len = length;
	info->id = module_id(index);
	info->kernel_btf = 1;
	return 0;
}

static long load_program(const union bpf_attr *attr)
{
	// One of libbpf's probes expects to be refused, and for the right reason.
	if (!strcmp(attr->prog_name, "global_reloc") && attr->insn_cnt == 3) {
		if (attr->log_buf && attr->log_size > 64)
			strcpy(at(attr->log_buf), "invalid access to map value pointer");
		return refuse(EACCES);
	}
	return new_descriptor();
}

static long update(const union bpf_attr *attr)
{
	int map = descriptor_index(attr->map_fd, MAP);

	// The contents must be there when libbpf maps them afterwards.
	if (map >= 0 && (calls.maps[map].attr.map_flags & BPF_F_MMAPABLE) &&
	    pwrite(attr->map_fd, at(attr->value), calls.maps[map].attr.value_size, 0) < 0)
		return refuse(EIO);
	return 0;
}

static long answer(int command, union bpf_attr *attr)
{
	switch (command) {
	case BPF_MAP_CREATE:
	case BPF_BTF_LOAD:
		return new_descriptor();
	case BPF_PROG_LOAD:
		return load_program(attr);
	case BPF_MAP_UPDATE_ELEM:
		return update(attr);
	case BPF_BTF_GET_NEXT_ID:
		return next_btf(attr);
	case BPF_BTF_GET_FD_BY_ID:
		return module_descriptor(attr);
	case BPF_OBJ_GET_INFO_BY_FD:
		if (descriptor_index(attr->info.bpf_fd, MODULE) >= 0)
			return module_info(attr->info.bpf_fd, at(attr->info.info));
		return 0;
	case BPF_MAP_FREEZE:
	case BPF_OBJ_PIN:
	case BPF_PROG_BIND_MAP:
		return 0;
	case BPF_LINK_CREATE: // probes alone get here, and expect these errors
		if (attr->link_create.attach_type == BPF_TRACE_UPROBE_MULTI)
			return refuse(attr->link_create.uprobe_multi.pid == (__u32)-1 ? EINVAL : EBADF);
		return refuse(EBADF);
	case BPF_OBJ_GET:
	case BPF_TOKEN_CREATE:
	case BPF_MAP_LOOKUP_ELEM:
		return refuse(ENOENT);
	default:
		return refuse(EINVAL);
	}
}

long __wrap_syscall(long number, long a1, long a2, long a3, long a4, long a5, long a6)
{
	long result;
	int error;

	switch (number) {
	case __NR_bpf:
		result = answer(a1, at(a2));
		error = errno;
		if (!options.rounds)
			record_call(a1, at(a2), a3, result);
		errno = error;
		return result;
	case __NR_perf_event_open: // of probes
		return new_descriptor();
	default:
		result = __real_syscall(number, a1, a2, a3, a4, a5, a6);
		if (number == __NR_dup3 && result >= 0)
			copy_descriptor(a1, result);
		return result;
	}
}
