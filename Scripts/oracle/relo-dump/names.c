// Names of types, maps, programs; the object's externs.
#include <stdlib.h>
#include <string.h>
#include "relo-dump.h"

struct external *externals;
size_t external_count;

static const char *name_in(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf ? btf__type_by_id(btf, id) : NULL;

	return type ? btf__name_by_offset(btf, type->name_off) : NULL;
}

// The kernel's BTF, parsed when it is first needed.
static struct btf *kernel_btf(void)
{
	static struct btf *btf;
	static bool tried;

	if (!tried)
		btf = options.btf ? btf__parse(options.btf, NULL) : btf__load_vmlinux_btf();
	tried = true;
	return btf;
}

const char *kernel_type_name(__u32 id) { return name_in(kernel_btf(), id); }

const char *module_type_name(int module, __u32 id)
{
	static struct btf *btfs[MAX_MODULES];

	if (!btfs[module])
		btfs[module] = btf__parse_split(options.modules[module], kernel_btf());
	return name_in(btfs[module], id);
}

const char *object_type_name(const struct bpf_object *object, __u32 id)
{
	return name_in(bpf_object__btf(object), id);
}

const char *map_name(struct bpf_object *object, int fd)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (bpf_map__fd(map) == fd)
			return bpf_map__name(map);
	return NULL;
}

const char *program_name(struct bpf_object *object, int fd)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		if (bpf_program__fd(program) == fd)
			return bpf_program__name(program);
	return NULL;
}

static bool is_void(const struct btf *btf, __u32 id)
{
	while (id && btf_is_mod(btf__type_by_id(btf, id)))
		id = btf__type_by_id(btf, id)->type;
	return !id;
}

static void add_section(const struct btf *btf, const struct btf_type *section, bool ksyms)
{
	for (int i = 0; i < (int)btf_vlen(section); i++) {
		const struct btf_type *variable =
			btf__type_by_id(btf, btf_var_secinfos(section)[i].type);

		externals = grow(externals, external_count, sizeof(*externals));
		externals[external_count++] = (struct external){
			.name = btf__name_by_offset(btf, variable->name_off), .ksym = ksyms,
			.function = btf_is_func(variable), .typed = !is_void(btf, variable->type),
			.size = ksyms ? 0 : btf__resolve_size(btf, variable->type)
		};
	}
}

static void mark_weak(Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *symbols = elf_getdata(section, NULL);

	for (size_t i = 0; symbols && i < header->sh_size / sizeof(Elf64_Sym); i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(symbols, i, &symbol) || symbol.st_shndx != SHN_UNDEF)
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		for (size_t k = 0; name && k < external_count; k++)
			if (!strcmp(externals[k].name, name))
				externals[k].weak = GELF_ST_BIND(symbol.st_info) == STB_WEAK;
	}
}

// BTF lists externs in its sections .ksyms and .kconfig; the ELF symbols say which are weak. The
// BTF is the file's own: libbpf has put a variable of its own in the place of functions.
void find_externals(const char *path, Elf *elf)
{
	static struct btf *btf;
	Elf_Scn *section = NULL;

	if (!btf)
		btf = btf__parse_elf(path, NULL);
	free(externals);
	externals = NULL;
	external_count = 0;
	for (__u32 id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *name = btf__name_by_offset(btf, type->name_off);

		if (btf_is_datasec(type) && (!strcmp(name, ".ksyms") || !strcmp(name, ".kconfig")))
			add_section(btf, type, !strcmp(name, ".ksyms"));
	}
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
			mark_weak(elf, section, &header);
	}
}

void find_addresses(void)
{
	FILE *list = open_kallsyms();
	char line[512], name[400];
	unsigned long long address;

	for (size_t i = 0; i < external_count; i++)
		externals[i].address = 0;
	while (list && fgets(line, sizeof(line), list)) {
		if (sscanf(line, "%llx %*c %399s", &address, name) != 2)
			continue;
		for (size_t i = 0; i < external_count; i++)
			if (externals[i].ksym && !externals[i].address && !strcmp(externals[i].name, name))
				externals[i].address = address;
	}
	if (list)
		fclose(list);
}
