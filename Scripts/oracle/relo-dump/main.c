// relo-dump OBJECT: prints, as JSON, what libbpf makes of a BPF object on the kernel whose BTF is
// given. `bpf relocate --json` prints the same form.
//
// The object is loaded as a whole ("load"); then each program that has no outcome yet, because
// the whole failed or because it is not to be loaded by itself, is loaded alone ("each").
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "relo-dump.h"

struct options options;

static const char usage[] =
	"usage: relo-dump [options] OBJECT\n"
	"  --btf FILE              the kernel's BTF, raw or ELF; the running kernel's without it\n"
	"  --module-btf FILE       the split BTF of a module of that kernel, which has the file's\n"
	"                          name; can be repeated\n"
	"  --kconfig FILE          the kernel's configuration, as text; the running one's without it\n"
	"  --kernel-version X.Y.Z  the kernel's version; the running one's without it\n"
	"  --kallsyms FILE         the kernel's symbols; without it every symbol asked for is there\n"
	"  --lines                 print line_info in full, not as a hash\n"
	"  --time N                only time N rounds of open, load and close\n";

// What was handed over of a program, or nothing when it was not loaded.
static const struct program_call *call_of(struct bpf_program *program)
{
	int index = descriptor_index(bpf_program__fd(program), PROGRAM);

	return index >= 0 ? &calls.programs[index] : NULL;
}

static void begin_program(struct bpf_program *program, int error)
{
	json_open(NULL, '{');
	json_string("name", bpf_program__name(program));
	json_string("section", bpf_program__section_name(program));
	json_int("error", error);
}

static void print_whole(struct bpf_object *object, int error)
{
	struct bpf_program *program;

	json_open("load", '{');
	json_int("error", error);
	if (error) {
		print_warnings("log");
	} else {
		int btf = descriptor_index(bpf_object__btf_fd(object), BTF);

		if (btf >= 0)
			json_contents("btf", calls.btfs[btf].data, calls.btfs[btf].size);
		print_created_maps(object);
	}
	print_relocations("core");
	json_open("programs", '[');
	bpf_object__for_each_program(program, object) {
		if (error || !call_of(program))
			continue;
		begin_program(program, 0);
		print_program(object, call_of(program));
		json_close('}');
	}
	json_close(']');
	json_close('}');
}

static struct bpf_object *reopen(const char *path, Elf *elf)
{
	struct bpf_object *object;

	forget_calls();
	forget_log();
	object = bpf_object__open(path);
	if (object) {
		find_externals(path, elf);
		find_addresses();
		forget_log(); // what opening had to say was said the first time
	}
	return object;
}

static void print_alone(const char *path, Elf *elf, int number)
{
	struct bpf_object *object = reopen(path, elf);
	struct bpf_program *program, *it = NULL;
	int error, i = 0;

	if (!object)
		return;
	bpf_object__for_each_program(program, object) {
		bpf_program__set_autoload(program, i == number);
		if (i++ == number)
			it = program;
	}
	error = bpf_object__load(object);
	if (it) {
		const struct program_call *call = call_of(it);

		begin_program(it, call ? 0 : error);
		if (call)
			print_program(object, call);
		else
			print_warnings("log");
		print_relocations("core");
		json_close('}');
	}
	bpf_object__close(object);
}

static void print_loads(const char *path, struct bpf_object *object, Elf *elf)
{
	struct bpf_program *program;
	int error, count = 0;
	bool *missing;

	find_addresses();
	forget_log();
	error = bpf_object__load(object);
	print_whole(object, error);
	bpf_object__for_each_program(program, object)
		count++;
	missing = calloc(count + 1, sizeof(*missing));
	if (!missing)
		abort();
	count = 0;
	bpf_object__for_each_program(program, object)
		missing[count++] = error || !call_of(program);
	bpf_object__close(object);

	json_open("each", '[');
	for (int i = 0; i < count; i++)
		if (missing[i])
			print_alone(path, elf, i);
	json_close(']');
	free(missing);
}

static int dump(const char *path)
{
	const char *slash = strrchr(path, '/');
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct bpf_object *object;
	Elf *elf;

	if (fd < 0) {
		perror(path);
		return 2;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	json_open(NULL, '{');
	json_string("object", slash ? slash + 1 : path);
	json_string("libbpf", libbpf_version_string());
	object = bpf_object__open(path);
	json_int("open", object ? 0 : -errno);
	if (elf)
		print_sections(elf);
	if (object) {
		find_externals(path, elf);
		print_object(object);
		print_loads(path, object, elf);
	} else {
		print_warnings("log");
	}
	json_close('}');
	putchar('\n');
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option names[] = {
		{ "btf", required_argument, 0, 'b' },
		{ "module-btf", required_argument, 0, 'm' },
		{ "kconfig", required_argument, 0, 'c' },
		{ "kernel-version", required_argument, 0, 'v' },
		{ "kallsyms", required_argument, 0, 'k' },
		{ "lines", no_argument, 0, 'l' },
		{ "time", required_argument, 0, 't' },
		{ "help", no_argument, 0, 'h' },
		{},
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", names, NULL)) != -1)
		switch (option) {
		case 'b': options.btf = optarg; break;
		case 'c': options.kconfig = optarg; break;
		case 'v': options.kernel_version = optarg; break;
		case 'k': options.kallsyms = optarg; break;
		case 'l': options.lines = true; break;
		case 't': options.rounds = atoi(optarg); break;
		case 'm':
			if (options.module_count == MAX_MODULES) {
				fputs("relo-dump: too many modules\n", stderr);
				return 2;
			}
			options.modules[options.module_count++] = optarg;
			break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	if (optind + 1 != argc) {
		fputs(usage, stderr);
		return 2;
	}
	libbpf_set_print(on_log);
	if (options.btf && !make_native(&options.btf)) {
		perror(options.btf);
		return 2;
	}
	return options.rounds > 0 ? time_object(argv[optind]) : dump(argv[optind]);
}
