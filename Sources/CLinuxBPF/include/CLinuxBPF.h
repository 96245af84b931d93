static inline int clinuxbpf_placeholder(void) { return 0; }
