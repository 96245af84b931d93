// BTF
