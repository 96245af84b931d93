// A writer of JSON: one document, its outer levels indented.
#include "relo-dump.h"

#define INDENTED_LEVELS 3
#define CONTENTS_SHOWN 512

static int depth;
static bool first = true;

static void quoted(const char *text)
{
	if (!text) {
		fputs("null", stdout);
		return;
	}
	putchar('"');
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c == '\n')
			fputs("\\n", stdout);
		else if (c < 0x20 || c >= 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void element(const char *key)
{
	if (!first)
		putchar(',');
	first = false;
	if (depth && depth <= INDENTED_LEVELS)
		printf("\n%*s", depth, "");
	if (key) {
		quoted(key);
		putchar(':');
	}
}

void json_open(const char *key, char bracket)
{
	element(key);
	putchar(bracket);
	depth++;
	first = true;
}

void json_close(char bracket)
{
	depth--;
	first = false;
	putchar(bracket);
}

void json_string(const char *key, const char *value)
{
	element(key);
	quoted(value);
}

void json_int(const char *key, long long value)
{
	element(key);
	printf("%lld", value);
}

void json_uint(const char *key, unsigned long long value)
{
	element(key);
	printf("%llu", value);
}

void json_bool(const char *key, bool value)
{
	element(key);
	fputs(value ? "true" : "false", stdout);
}

void json_hex(const char *key, const void *bytes, size_t count)
{
	const unsigned char *b = bytes;

	element(key);
	putchar('"');
	for (size_t i = 0; i < count; i++)
		printf("%02x", b[i]);
	putchar('"');
}

void json_hash(const char *key, const void *bytes, size_t count)
{
	const unsigned char *b = bytes;
	uint64_t hash = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < count; i++)
		hash = (hash ^ b[i]) * 0x100000001b3ull;
	element(key);
	printf("\"%016llx\"", (unsigned long long)hash);
}

// Size and hash, and the bytes themselves when they are few.
void json_contents(const char *key, const void *bytes, size_t count)
{
	json_open(key, '{');
	json_uint("size", count);
	json_hash("fnv1a", bytes, count);
	if (count <= CONTENTS_SHOWN)
		json_hex("hex", bytes, count);
	json_close('}');
}
