// The object as libbpf opened it, and the maps as it had them created.
#include <string.h>
#include "relo-dump.h"

void print_sections(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return;
	json_open("sections", '[');
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC))
			continue;
		json_open(NULL, '{');
		json_string("name", elf_strptr(elf, names, header.sh_name));
		json_uint("size", header.sh_size);
		json_bool("exec", header.sh_flags & SHF_EXECINSTR);
		json_bool("write", header.sh_flags & SHF_WRITE);
		json_bool("nobits", header.sh_type == SHT_NOBITS);
		json_close('}');
	}
	json_close(']');
}

static void print_map(const char *key, const struct bpf_map *map)
{
	struct bpf_map *inner = bpf_map__inner_map((struct bpf_map *)map);
	size_t size = 0;
	const void *initial = bpf_map__is_internal(map) ? bpf_map__initial_value(map, &size) : NULL;

	json_open(key, '{');
	json_string("name", bpf_map__name(map));
	json_uint("type", bpf_map__type(map));
	json_string("type_name", libbpf_bpf_map_type_str(bpf_map__type(map)));
	json_uint("key_size", bpf_map__key_size(map));
	json_uint("value_size", bpf_map__value_size(map));
	json_uint("max_entries", bpf_map__max_entries(map));
	json_uint("map_flags", bpf_map__map_flags(map));
	json_uint("map_extra", bpf_map__map_extra(map));
	json_uint("numa_node", bpf_map__numa_node(map));
	json_uint("btf_key_type_id", bpf_map__btf_key_type_id(map));
	json_uint("btf_value_type_id", bpf_map__btf_value_type_id(map));
	json_bool("internal", bpf_map__is_internal(map));
	json_bool("autocreate", bpf_map__autocreate(map));
	json_string("pin_path", bpf_map__pin_path(map));
	if (inner && inner != map)
		print_map("inner", inner);
	if (initial && size)
		json_contents("initial", initial, size);
	json_close('}');
}

static void print_declared_program(const struct bpf_program *program)
{
	json_open(NULL, '{');
	json_string("name", bpf_program__name(program));
	json_string("section", bpf_program__section_name(program));
	json_uint("type", bpf_program__type(program));
	json_string("type_name", libbpf_bpf_prog_type_str(bpf_program__type(program)));
	json_uint("expected_attach_type", bpf_program__expected_attach_type(program));
	json_bool("autoload", bpf_program__autoload(program));
	json_uint("flags", bpf_program__flags(program));
	json_uint("insn_cnt", bpf_program__insn_cnt(program));
	json_close('}');
}

static void print_external(const struct external *external)
{
	json_open(NULL, '{');
	json_string("name", external->name);
	json_string("section", external->ksym ? ".ksyms" : ".kconfig");
	json_bool("func", external->function);
	json_bool("weak", external->weak);
	if (!external->ksym)
		json_int("size", external->size);
	json_close('}');
}

void print_object(struct bpf_object *object)
{
	const struct btf *btf = bpf_object__btf(object);
	struct bpf_program *program;
	struct bpf_map *map;

	json_string("name", bpf_object__name(object));
	json_uint("btf_types", btf ? btf__type_cnt(btf) : 0);
	json_open("maps", '[');
	bpf_object__for_each_map(map, object)
		print_map(NULL, map);
	json_close(']');
	json_open("programs", '[');
	bpf_object__for_each_program(program, object)
		print_declared_program(program);
	json_close(']');
	json_open("externs", '[');
	for (size_t i = 0; i < external_count; i++)
		print_external(&externals[i]);
	json_close(']');
}

static void print_created(const struct map_call *call)
{
	const union bpf_attr *attr = &call->attr;
	char name[BPF_OBJ_NAME_LEN + 1] = "";

	memcpy(name, attr->map_name, BPF_OBJ_NAME_LEN);
	json_string("kernel_name", name);
	json_uint("type", attr->map_type);
	json_uint("key_size", attr->key_size);
	json_uint("value_size", attr->value_size);
	json_uint("max_entries", attr->max_entries);
	json_uint("map_flags", attr->map_flags);
	json_uint("map_extra", attr->map_extra);
	json_uint("numa_node", attr->numa_node);
	json_bool("has_btf", attr->btf_fd != 0);
	json_uint("btf_key_type_id", attr->btf_key_type_id);
	json_uint("btf_value_type_id", attr->btf_value_type_id);
	json_uint("btf_vmlinux_value_type_id", attr->btf_vmlinux_value_type_id);
	json_bool("frozen", call->frozen);
	if (call->inner >= 0) {
		json_open("inner", '{');
		print_created(&calls.maps[call->inner]);
		json_close('}');
	}
}

static void print_updates(struct bpf_object *object, int map)
{
	const struct map_call *of = &calls.maps[map];

	json_open("updates", '[');
	for (size_t i = 0; i < calls.update_count; i++) {
		struct update_call *update = &calls.updates[i];
		int fd = 0;

		if (update->map != map)
			continue;
		if (update->value_size == sizeof(fd))
			memcpy(&fd, update->value, sizeof(fd));
		json_open(NULL, '{');
		json_hex("key", update->key, of->attr.key_size);
		if (of->attr.map_type == BPF_MAP_TYPE_PROG_ARRAY)
			json_string("prog", program_name(object, fd));
		else if (of->inner >= 0)
			json_string("map", map_name(object, fd));
		else
			json_contents("value", update->value, update->value_size);
		json_close('}');
	}
	json_close(']');
}

void print_created_maps(struct bpf_object *object)
{
	struct bpf_map *map;

	json_open("created", '[');
	bpf_object__for_each_map(map, object) {
		int index = descriptor_index(bpf_map__fd(map), MAP);

		if (index < 0)
			continue;
		json_open(NULL, '{');
		json_string("name", bpf_map__name(map));
		print_created(&calls.maps[index]);
		print_updates(object, index);
		json_close('}');
	}
	json_close(']');
}
