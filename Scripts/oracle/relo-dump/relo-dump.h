// relo-dump: what libbpf makes of a BPF object, as JSON. The parts of the program.
//
// The program is linked with libbpf and with --wrap for the calls through which libbpf reaches the
// kernel. bpf(2) is answered inside the process (kernel.c), reads of the kernel's files are
// redirected (files.c): so an object is prepared for any kernel whose BTF is at hand, without
// privileges, whatever the running kernel is. What libbpf asked of bpf(2) is recorded (calls.c),
// and printed together with what its own API tells (describe.c, loaded.c).
#ifndef RELO_DUMP_H
#define RELO_DUMP_H

#include <gelf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#define MAX_MODULES 16

// The command line.
struct options {
	const char *btf, *kallsyms, *kconfig, *kernel_version;
	const char *modules[MAX_MODULES];
	int module_count, rounds;
	bool lines;
};
extern struct options options;

// json.c: a writer of one JSON document on standard output. A null key is for array elements.
void json_open(const char *key, char bracket);
void json_close(char bracket);
void json_string(const char *key, const char *value);
void json_int(const char *key, long long value);
void json_uint(const char *key, unsigned long long value);
void json_bool(const char *key, bool value);
void json_hex(const char *key, const void *bytes, size_t count);
void json_hash(const char *key, const void *bytes, size_t count); // FNV-1a, 64 bits
void json_contents(const char *key, const void *bytes, size_t count);

// calls.c: the calls of bpf(2) that a load made, and what their descriptors stand for.
struct map_call {
	union bpf_attr attr;
	int inner; // index of the inner map's call, or -1
	bool frozen;
};

struct program_call {
	union bpf_attr attr;
	struct bpf_insn *insns;
	int *descriptors; // by the places in this list a call names its module
	char *license;
	void *func_info, *line_info;
};

struct update_call {
	int map; // index of the map's call
	unsigned char *key, *value;
	size_t value_size;
};

struct btf_call {
	void *data;
	size_t size;
};

struct calls {
	struct map_call *maps;
	struct program_call *programs;
	struct update_call *updates;
	struct btf_call *btfs;
	size_t map_count, program_count, update_count, btf_count;
};
extern struct calls calls;

enum descriptor { NOTHING, MAP, PROGRAM, BTF, MODULE };
void mark_descriptor(int fd, enum descriptor kind, int index);
int descriptor_index(int fd, enum descriptor kind); // -1 when it is of another kind
void copy_descriptor(int from, int to);
void record_call(int command, const union bpf_attr *attr, unsigned size, long fd);
void forget_calls(void);
void *grow(void *array, size_t count, size_t element); // room for one more

// kernel.c: the kernel that answers; its modules.
int module_id(int index); // the BTF ID by which libbpf asks for a module

// names.c: names in the kernel's BTF, the modules' and the object's own; externs.
struct external {
	const char *name;
	bool ksym, weak, function, typed;
	long long size; // of an option of the configuration
	__u64 address; // of a kernel symbol without a type
};
extern struct external *externals;
extern size_t external_count;

const char *kernel_type_name(__u32 id);
const char *module_type_name(int module, __u32 id);
const char *object_type_name(const struct bpf_object *object, __u32 id);
const char *map_name(struct bpf_object *object, int fd);
const char *program_name(struct bpf_object *object, int fd);
void find_externals(const char *path, Elf *elf);
void find_addresses(void);
FILE *open_kallsyms(void); // files.c
bool make_native(const char **path); // files.c: a copy of BTF in this machine's byte order

// log.c: what libbpf's log says of each CO-RE relocation.
int on_log(enum libbpf_print_level level, const char *format, va_list arguments);
void forget_log(void);
void print_relocations(const char *key);
void print_warnings(const char *key);

// describe.c: the object as opened, and the maps as created. loaded.c: the programs as loaded.
void print_sections(Elf *elf);
void print_object(struct bpf_object *object);
void print_created_maps(struct bpf_object *object);
void print_program(struct bpf_object *object, const struct program_call *call);

// time.c
int time_object(const char *path);

#endif
