// A program as libbpf handed it to the kernel. What differs from run to run (descriptors, addresses)
// is set to 0 in the instructions, and "refs" says what was there. Type IDs stay, of the kernel and
// of modules; so does a call's place in the list of modules.
#include <string.h>
#include "relo-dump.h"

static void print_reference(size_t insn, const char *kind, const char *name)
{
	json_open(NULL, '{');
	json_uint("insn", insn);
	json_string("kind", kind);
	json_string("name", name);
	json_close('}');
}

// Of a load of 64 bits, in two instructions.
static void wide_reference(struct bpf_object *object, struct bpf_insn *insn, size_t number)
{
	__u64 value = (__u32)insn[0].imm | (__u64)(__u32)insn[1].imm << 32;
	int module;

	switch (insn->src_reg) {
	case BPF_PSEUDO_MAP_FD:
	case BPF_PSEUDO_MAP_VALUE:
		print_reference(number, insn->src_reg == BPF_PSEUDO_MAP_FD ? "map" : "map_value",
				map_name(object, insn->imm));
		insn->imm = 0;
		break;
	case BPF_PSEUDO_BTF_ID:
		if (!insn[1].imm) {
			print_reference(number, "ksym_typed", kernel_type_name(insn->imm));
			break;
		}
		module = descriptor_index(insn[1].imm, MODULE);
		print_reference(number, "ksym_module",
				module < 0 ? NULL : module_type_name(module, insn->imm));
		insn[1].imm = 0;
		break;
	case 0:
		for (size_t i = 0; value && i < external_count; i++)
			if (externals[i].ksym && externals[i].address == value) {
				print_reference(number, "ksym_addr", externals[i].name);
				insn[0].imm = insn[1].imm = 0;
				break;
			}
		break;
	}
}

static void call_reference(const struct program_call *call, struct bpf_insn *insn, size_t number)
{
	int module = -1;

	if (insn->src_reg != BPF_PSEUDO_KFUNC_CALL)
		return;
	if (!insn->off) {
		print_reference(number, "kfunc", kernel_type_name(insn->imm));
		return;
	}
	if (call->descriptors && insn->off > 0)
		module = descriptor_index(call->descriptors[insn->off], MODULE);
	print_reference(number, "kfunc_module",
			module < 0 ? NULL : module_type_name(module, insn->imm));
}

static void print_references(struct bpf_object *object, const struct program_call *call)
{
	struct bpf_insn *insns = call->insns;
	size_t count = call->attr.insn_cnt;

	json_open("refs", '[');
	for (size_t i = 0; i < count; i++) {
		if (insns[i].code == (BPF_JMP | BPF_CALL)) {
			call_reference(call, &insns[i], i);
		} else if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) && i + 1 < count) {
			wide_reference(object, &insns[i], i);
			i++;
		}
	}
	json_close(']');
}

static void print_functions(struct bpf_object *object, const struct program_call *call)
{
	const union bpf_attr *attr = &call->attr;

	json_open("subprogs", '[');
	for (size_t i = 0; i < attr->func_info_cnt; i++) {
		struct bpf_func_info info;

		memcpy(&info, (const char *)call->func_info + i * attr->func_info_rec_size,
		       sizeof(info));
		json_open(NULL, '{');
		json_uint("insn", info.insn_off);
		json_uint("type_id", info.type_id);
		json_string("name", object_type_name(object, info.type_id));
		json_close('}');
	}
	json_close(']');
}

void print_program(struct bpf_object *object, const struct program_call *call)
{
	const union bpf_attr *attr = &call->attr;
	size_t lines = attr->line_info_cnt * attr->line_info_rec_size;

	json_uint("prog_type", attr->prog_type);
	json_uint("expected_attach_type", attr->expected_attach_type);
	json_uint("attach_btf_id", attr->attach_btf_id);
	if (attr->attach_btf_id) {
		int module = descriptor_index(attr->attach_btf_obj_fd, MODULE);

		json_string("attach_btf_name", module < 0 ? kernel_type_name(attr->attach_btf_id)
							  : module_type_name(module, attr->attach_btf_id));
	}
	json_uint("prog_flags", attr->prog_flags);
	json_string("license", call->license);
	json_uint("insn_cnt", attr->insn_cnt);
	print_references(object, call);
	json_hex("insns", call->insns, attr->insn_cnt * sizeof(struct bpf_insn));
	print_functions(object, call);
	json_uint("line_info_cnt", attr->line_info_cnt);
	if (options.lines)
		json_hex("line_info", call->line_info, lines);
	else
		json_hash("line_info_fnv1a", call->line_info, lines);
}
