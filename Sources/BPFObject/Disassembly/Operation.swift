public import BTF
public import CORE

extension Instruction {
  /// What an instruction does.
  ///
  /// Every case but ``invalid(_:)`` holds all that its bytes say, so that an operation stands for
  /// exactly one encoding. Decoding is strict, as the kernel's verifier is: a field that an
  /// instruction does not use must be 0.
  ///
  /// Distances of jumps, calls and function addresses count instructions of 8 bytes from the one
  /// behind.
  ///
  /// Sources: RFC 9669, and the kernel's verifier for what came later.
  public enum Operation: Sendable, Hashable {
    /// `r1 += r2` (`BPF_ALU`, `BPF_ALU64`).
    case arithmetic(ArithmeticOperator, Width, destination: Register, Operand)
    /// `r1 = -r1` (`BPF_NEG`).
    case negate(Width, Register)
    /// `r1 = r2` (`BPF_MOV`).
    case move(Width, destination: Register, Operand)
    /// `r1 = (s8)r2`: the lower bytes with their sign extended (`BPF_MOV` with an offset, Linux 6.6).
    case moveSignExtended(Width, destination: Register, source: Register, from: AccessSize)
    /// `r1 = be16 r1` (`BPF_END`), of a half, a word or a double.
    case swapBytes(ByteSwap, Register, AccessSize)
    /// `r1 = addr_space_cast(r2, 0, 1)`: an arena's pointer becomes one of another address space.
    ///
    /// `BPF_MOV` with offset 1, Linux 6.9.
    case castAddressSpace(destination: Register, source: Register, to: UInt16, from: UInt16)

    /// `r1 = 0x1234 ll`: a constant of 64 bits, or what the kernel puts in its place (`BPF_LD | BPF_IMM`).
    case loadConstant(destination: Register, WideConstant)
    /// `r1 = *(u32 *)(r2 + 8)` (`BPF_LDX | BPF_MEM`).
    case load(AccessSize, destination: Register, Address)
    /// `r1 = *(s32 *)(r2 + 8)` (`BPF_LDX | BPF_MEMSX`, Linux 6.6).
    case loadSignExtended(AccessSize, destination: Register, Address)
    /// `*(u32 *)(r1 + 8) = r2`, or a constant (`BPF_STX | BPF_MEM`, `BPF_ST | BPF_MEM`).
    case store(AccessSize, Address, Operand)
    /// `r0 = *(u16 *)skb[r1 + 12]`: from the packet, in the network's order; ends the program where
    /// there is none (`BPF_LD | BPF_ABS`, `BPF_LD | BPF_IND`).
    case loadPacket(AccessSize, index: Register?, offset: Int32)
    /// `lock *(u64 *)(r1 + 0) += r2` and its like (`BPF_STX | BPF_ATOMIC`).
    case atomic(AtomicOperator, Width, Address, Register)
    /// `r1 = load_acquire((u64 *)(r2 + 0))` (`BPF_LOAD_ACQ`, Linux 6.15).
    case loadAcquire(AccessSize, destination: Register, Address)
    /// `store_release((u64 *)(r1 + 0), r2)` (`BPF_STORE_REL`, Linux 6.15).
    case storeRelease(AccessSize, Address, Register)

    /// `goto +3` (`BPF_JMP | BPF_JA`).
    case jump(distance: Int16)
    /// `gotol +3` (`BPF_JMP32 | BPF_JA`, Linux 6.6).
    case longJump(distance: Int32)
    /// `gotox r1`: to an address of a jump table (`BPF_JMP | BPF_JA | BPF_X`, Linux 6.19).
    case indirectJump(Register)
    /// `if r1 s> 5 goto +3` (`BPF_JMP`, `BPF_JMP32`).
    case branch(Comparison, Width, Register, Operand, distance: Int16)
    /// `may_goto +3`: jumps once the kernel has seen the loop run for too long (`BPF_JCOND`, Linux 6.9).
    case mayJump(distance: Int16)

    /// `call bpf_map_lookup_elem#1` (`BPF_CALL`).
    case callHelper(HelperFunction)
    /// `call +12`: a function of the program itself (`BPF_PSEUDO_CALL`, Linux 4.16).
    case callSubprogram(distance: Int32)
    /// `call kfunc#1234`: a function of the kernel, by its type in the kernel's BTF.
    ///
    /// `module` is the place in the array of descriptors that the program is loaded with; 0 for the
    /// kernel itself (`BPF_PSEUDO_KFUNC_CALL`, Linux 5.13).
    case callKernelFunction(TypeID, module: Int16)
    /// `callx r1`: the function at an address; compilers know it, no kernel does.
    case callIndirect(Register)
    /// `exit` (`BPF_EXIT`).
    case exit

    /// No instruction that a kernel would take.
    case invalid(InvalidEncoding)
  }
}

extension Instruction {
  /// What a wide load puts in its register: a number, or what the kernel makes of it (`BPF_PSEUDO_*`).
  public enum WideConstant: Sendable, Hashable {
    /// The number itself.
    case value(UInt64)
    /// A map, by its descriptor (`BPF_PSEUDO_MAP_FD`).
    case map(descriptor: Int32)
    /// An address in a map's first value, by the map's descriptor (`BPF_PSEUDO_MAP_VALUE`, Linux 5.2).
    case mapValue(descriptor: Int32, offset: UInt32)
    /// A variable of the kernel, by its type in BTF; `module` is the descriptor of a module's BTF, or
    /// 0 (`BPF_PSEUDO_BTF_ID`, Linux 5.10).
    case variable(TypeID, module: Int32)
    /// The address of a function of the program (`BPF_PSEUDO_FUNC`, Linux 5.13).
    case function(distance: Int32)
    /// A map, by its place in the array of descriptors (`BPF_PSEUDO_MAP_IDX`, Linux 5.14).
    case mapAtIndex(UInt32)
    /// An address in the first value of such a map (`BPF_PSEUDO_MAP_IDX_VALUE`, Linux 5.14).
    case mapValueAtIndex(UInt32, offset: UInt32)
  }
}
