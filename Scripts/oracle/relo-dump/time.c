// How long libbpf takes with an object. The kernel's calls cost nothing here: they are answered
// inside the process.
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "relo-dump.h"

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

// VmHWM: what getrusage(2) calls the maximum counts the process before exec(2) too.
static long peak_memory_kb(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[128];
	long kb = 0;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %ld", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print_times(const char *key, double *times, int count)
{
	double first = times[0];

	qsort(times, count, sizeof(*times), by_value);
	printf(",\"%s\":{\"first\":%.1f,\"min\":%.1f,\"median\":%.1f,\"max\":%.1f}", key, first,
	       times[0], times[count / 2], times[count - 1]);
}

// One line of JSON: microseconds to open, to load (to relocate, that is) and to close.
int time_object(const char *path)
{
	int count = options.rounds, error = 0;
	double *open = calloc(count, sizeof(*open)), *load = calloc(count, sizeof(*load)),
	       *close = calloc(count, sizeof(*close));
	long before = peak_memory_kb();

	if (!open || !load || !close)
		abort();
	for (int i = 0; i < count; i++) {
		double start = now_us(), opened, loaded;
		struct bpf_object *object = bpf_object__open(path);

		if (!object) {
			perror(path);
			return 1;
		}
		opened = now_us();
		error = bpf_object__load(object);
		loaded = now_us();
		bpf_object__close(object);
		open[i] = opened - start;
		load[i] = loaded - opened;
		close[i] = now_us() - loaded;
	}
	printf("{\"object\":\"%s\",\"rounds\":%d,\"load_error\":%d", path, count, error);
	print_times("open_us", open, count);
	print_times("load_us", load, count);
	print_times("close_us", close, count);
	printf(",\"rss_before_kb\":%ld,\"peak_rss_kb\":%ld}\n", before, peak_memory_kb());
	free(open);
	free(load);
	free(close);
	return 0;
}
