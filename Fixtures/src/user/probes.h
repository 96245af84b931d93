/* Statically defined probes (USDT): a place in the code with a no-operation, and a note that says
 * where it is and where its arguments are found.
 */
#pragma once

/* A note of an ELF file, as .note.stapsdt holds them: address of the place, address of the section
 * .stapsdt.base (which tells how far a prelinker moved the file), address of the semaphore or 0;
 * the provider, the name and the arguments. */
#define PROBE_NOTE(PROVIDER, NAME, SEMAPHORE, ARGUMENTS)               \
	"990: nop\n"                                                   \
	".pushsection .note.stapsdt,\"\",%%note\n"                     \
	".balign 4\n"                                                  \
	".4byte 992f-991f, 994f-993f, 3\n"                             \
	"991: .asciz \"stapsdt\"\n"                                    \
	"992: .balign 4\n"                                             \
	"993: .8byte 990b\n"                                           \
	".8byte _.stapsdt.base\n"                                      \
	".8byte " SEMAPHORE "\n"                                       \
	".asciz \"" PROVIDER "\"\n"                                    \
	".asciz \"" NAME "\"\n"                                        \
	".asciz \"" ARGUMENTS "\"\n"                                   \
	"994: .balign 4\n"                                             \
	".popsection\n"                                                \
	".ifndef _.stapsdt.base\n"                                     \
	".pushsection .stapsdt.base,\"aG\",%%progbits,.stapsdt.base,comdat\n" \
	".weak _.stapsdt.base\n.hidden _.stapsdt.base\n"               \
	"_.stapsdt.base: .space 1\n.size _.stapsdt.base, 1\n"          \
	".popsection\n.endif\n"

#define PROBE(PROVIDER, NAME, SEMAPHORE, ARGUMENTS, ...) \
	__asm__ volatile(PROBE_NOTE(PROVIDER, NAME, SEMAPHORE, ARGUMENTS)::__VA_ARGS__)
