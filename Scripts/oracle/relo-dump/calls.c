// The calls of bpf(2) that a load made. Those of libbpf's probes are recorded too; they are told
// apart later, by their descriptors, which belong to nothing of the object.
#include <stdlib.h>
#include <string.h>
#include "relo-dump.h"

#define MAX_DESCRIPTORS (1 << 16)

struct calls calls;
static struct {
	enum descriptor kind;
	int index;
} descriptors[MAX_DESCRIPTORS];

void mark_descriptor(int fd, enum descriptor kind, int index)
{
	if (fd >= 0 && fd < MAX_DESCRIPTORS) {
		descriptors[fd].kind = kind;
		descriptors[fd].index = index;
	}
}

int descriptor_index(int fd, enum descriptor kind)
{
	if (fd < 0 || fd >= MAX_DESCRIPTORS || descriptors[fd].kind != kind)
		return -1;
	return descriptors[fd].index;
}

void copy_descriptor(int from, int to)
{
	if (from >= 0 && from < MAX_DESCRIPTORS)
		mark_descriptor(to, descriptors[from].kind, descriptors[from].index);
}

void *grow(void *array, size_t count, size_t element)
{
	// The room doubles whenever it is used up, which is at powers of two.
	if (count && (count & (count - 1)))
		return array;
	array = realloc(array, (count ? count * 2 : 1) * element);
	if (!array)
		abort();
	return array;
}

static void *copy(__u64 address, size_t size)
{
	void *copied = malloc(size ? size : 1);

	if (!copied)
		abort();
	if (size)
		memcpy(copied, (const void *)(uintptr_t)address, size);
	return copied;
}

static void record_map(const union bpf_attr *attr, int fd)
{
	struct map_call call = { .attr = *attr, .inner = -1 };

	if (attr->map_type == BPF_MAP_TYPE_ARRAY_OF_MAPS || attr->map_type == BPF_MAP_TYPE_HASH_OF_MAPS)
		call.inner = descriptor_index(attr->inner_map_fd, MAP);
	calls.maps = grow(calls.maps, calls.map_count, sizeof(call));
	calls.maps[calls.map_count] = call;
	mark_descriptor(fd, MAP, calls.map_count++);
}

static void record_update(const union bpf_attr *attr)
{
	int map = descriptor_index(attr->map_fd, MAP);

	if (map < 0)
		return;
	struct update_call call = { .map = map, .value_size = calls.maps[map].attr.value_size };

	call.key = copy(attr->key, calls.maps[map].attr.key_size);
	call.value = copy(attr->value, call.value_size);
	calls.updates = grow(calls.updates, calls.update_count, sizeof(call));
	calls.updates[calls.update_count++] = call;
}

static void record_btf(const union bpf_attr *attr, int fd)
{
	struct btf_call call = { copy(attr->btf, attr->btf_size), attr->btf_size };

	calls.btfs = grow(calls.btfs, calls.btf_count, sizeof(call));
	calls.btfs[calls.btf_count] = call;
	mark_descriptor(fd, BTF, calls.btf_count++);
}

// libbpf frees the list at the end of a load. How long it is only the calls tell that use it.
static int *copy_descriptor_list(const union bpf_attr *attr, const struct bpf_insn *insns)
{
	int last = 0;

	for (size_t i = 0; i < attr->insn_cnt; i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].src_reg == BPF_PSEUDO_KFUNC_CALL &&
		    insns[i].off > last)
			last = insns[i].off;
	return last && attr->fd_array ? copy(attr->fd_array, (last + 1) * sizeof(int)) : NULL;
}

static void record_program(const union bpf_attr *attr, int fd)
{
	struct program_call call = { .attr = *attr };

	call.insns = copy(attr->insns, attr->insn_cnt * sizeof(struct bpf_insn));
	call.descriptors = copy_descriptor_list(attr, call.insns);
	call.license = strdup(attr->license ? (const char *)(uintptr_t)attr->license : "");
	call.func_info = copy(attr->func_info, attr->func_info_cnt * attr->func_info_rec_size);
	call.line_info = copy(attr->line_info, attr->line_info_cnt * attr->line_info_rec_size);
	calls.programs = grow(calls.programs, calls.program_count, sizeof(call));
	calls.programs[calls.program_count] = call;
	mark_descriptor(fd, PROGRAM, calls.program_count++);
}

void record_call(int command, const union bpf_attr *given, unsigned size, long fd)
{
	union bpf_attr attr = {};
	int map;

	if (fd < 0)
		return;
	memcpy(&attr, given, size < sizeof(attr) ? size : sizeof(attr));
	switch (command) {
	case BPF_MAP_CREATE: record_map(&attr, fd); break;
	case BPF_MAP_UPDATE_ELEM: record_update(&attr); break;
	case BPF_BTF_LOAD: record_btf(&attr, fd); break;
	case BPF_PROG_LOAD: record_program(&attr, fd); break;
	case BPF_MAP_FREEZE:
		map = descriptor_index(attr.map_fd, MAP);
		if (map >= 0)
			calls.maps[map].frozen = true;
		break;
	}
}

void forget_calls(void)
{
	for (size_t i = 0; i < calls.program_count; i++) {
		free(calls.programs[i].insns);
		free(calls.programs[i].descriptors);
		free(calls.programs[i].license);
		free(calls.programs[i].func_info);
		free(calls.programs[i].line_info);
	}
	for (size_t i = 0; i < calls.update_count; i++) {
		free(calls.updates[i].key);
		free(calls.updates[i].value);
	}
	for (size_t i = 0; i < calls.btf_count; i++)
		free(calls.btfs[i].data);
	free(calls.maps);
	free(calls.programs);
	free(calls.updates);
	free(calls.btfs);
	calls = (struct calls){};
	memset(descriptors, 0, sizeof(descriptors));
}
