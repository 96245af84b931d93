/* streams: prints to the two streams of its own that a program has, and returns 0 or why that
 * failed. Newer kernels add the last argument by themselves. Kernel 6.18.
 */
#include "bpf.h"

extern int bpf_stream_vprintk_impl___explicit(int stream, const char *format,
					      const void *arguments, u32 size,
					      void *program) __ksym __weak;
extern int bpf_stream_vprintk___implicit(int stream, const char *format, const void *arguments,
					 u32 size) __ksym __weak;

enum stream { STREAM_OUTPUT = 1, STREAM_ERROR = 2 };

#define print(STREAM, FORMAT, ARGUMENTS, SIZE)                                                \
	(bpf_stream_vprintk_impl___explicit ?                                                 \
		 bpf_stream_vprintk_impl___explicit(STREAM, FORMAT, ARGUMENTS, SIZE, NULL) :  \
		 bpf_stream_vprintk___implicit(STREAM, FORMAT, ARGUMENTS, SIZE))

SEC("syscall")
int speak(void *ctx)
{
	static const char greeting[] = "hello %d\n", complaint[] = "wrong\n";
	u64 arguments[] = {42};
	int error = print(STREAM_OUTPUT, greeting, arguments, sizeof(arguments));

	return error ? error : print(STREAM_ERROR, complaint, arguments, 0);
}

LICENSE("GPL");
