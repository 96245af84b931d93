// What libbpf's log says, at its level for debugging, of each CO-RE relocation; and its warnings.
// There is no other way to learn what libbpf decided.
#include <stdlib.h>
#include <string.h>
#include "relo-dump.h"

#define MAX_WARNINGS 12
#define MAX_WARNING 400

struct relocation {
	char *program, *spec, *candidates;
	int number, insn;
	const char *part; // of the instruction: "imm", "imm64" or "off"; "poison"
	unsigned long long old, new;
	int old_size, new_size;
};

static struct relocation *relocations;
static size_t relocation_count;
static char *warnings[MAX_WARNINGS];
static size_t warning_count;

void forget_log(void)
{
	for (size_t i = 0; i < relocation_count; i++) {
		free(relocations[i].program);
		free(relocations[i].spec);
		free(relocations[i].candidates);
	}
	free(relocations);
	relocations = NULL;
	relocation_count = 0;
	for (size_t i = 0; i < warning_count; i++)
		free(warnings[i]);
	warning_count = 0;
}

static void add_candidate(struct relocation *relocation, const char *text)
{
	char *known = relocation->candidates;

	if (asprintf(&relocation->candidates, "%s%s%s", known ? known : "", known ? "\n" : "", text) < 0)
		abort();
	free(known);
}

static void read_decision(struct relocation *r, const char *text)
{
	unsigned long long *old = &r->old, *new = &r->new;
	int insn;

	if (strstr(text, "matching candidate #"))
		add_candidate(r, text);
	else if (sscanf(text, "substituting insn #%d", &insn) == 1)
		r->part = "poison";
	else if (sscanf(text, "patched insn #%d (ALU/ALU64) imm %llu -> %llu", &insn, old, new) == 3)
		r->part = "imm";
	else if (sscanf(text, "patched insn #%d (LDIMM64) imm64 %llu -> %llu", &insn, old, new) == 3)
		r->part = "imm64";
	else if (sscanf(text, "patched insn #%d (LDX/ST/STX) off %llu -> %llu", &insn, old, new) == 3)
		r->part = "off";
	else if (sscanf(text, "patched insn #%d (LDX/ST/STX) mem_sz %d -> %d", &insn, &r->old_size,
			&r->new_size) != 3)
		return;
	if (!strstr(text, "matching candidate #"))
		r->insn = insn;
}

// "prog 'NAME': relo #N: TEXT". The first line of a relocation describes it, between < and >.
static void read_line(char *line)
{
	char *program = line + strlen("prog '"), *end = strstr(program, "': relo #"), *text;
	struct relocation *last;
	int number, length;

	if (!end || sscanf(end, "': relo #%d: %n", &number, &length) < 1)
		return;
	*end = 0;
	text = end + length;
	if (text[0] == '<') {
		relocations = grow(relocations, relocation_count, sizeof(*relocations));
		relocations[relocation_count++] = (struct relocation){
			.program = strdup(program), .spec = strdup(text), .number = number, .insn = -1
		};
		return;
	}
	last = relocation_count ? &relocations[relocation_count - 1] : NULL;
	if (last && last->number == number && !strcmp(last->program, program))
		read_decision(last, text);
}

int on_log(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *line = NULL;
	size_t length;

	if (!strncmp(format, "libbpf: ", 8))
		format += 8;
	if (options.rounds || level == LIBBPF_INFO || vasprintf(&line, format, arguments) < 0)
		return 0;
	length = strlen(line);
	if (length && line[length - 1] == '\n')
		line[length - 1] = 0;
	if (level == LIBBPF_WARN && warning_count < MAX_WARNINGS) {
		if (length > MAX_WARNING)
			strcpy(line + MAX_WARNING, "...");
		warnings[warning_count++] = strdup(line);
	}
	if (!strncmp(line, "prog '", 6))
		read_line(line);
	free(line);
	return 0;
}

void print_relocations(const char *key)
{
	json_open(key, '[');
	for (size_t i = 0; i < relocation_count; i++) {
		struct relocation *r = &relocations[i];

		json_open(NULL, '{');
		json_string("prog", r->program);
		json_int("relo", r->number);
		json_string("spec", r->spec);
		if (r->candidates)
			json_string("cands", r->candidates);
		if (r->insn >= 0)
			json_int("insn", r->insn);
		if (r->part)
			json_string("op", r->part);
		if (r->part && strcmp(r->part, "poison")) {
			json_uint("old", r->old);
			json_uint("new", r->new);
		}
		if (r->old_size || r->new_size) {
			json_int("old_size", r->old_size);
			json_int("new_size", r->new_size);
		}
		json_close('}');
	}
	json_close(']');
}

void print_warnings(const char *key)
{
	json_open(key, '[');
	for (size_t i = 0; i < warning_count; i++)
		json_string(NULL, warnings[i]);
	json_close(']');
}
