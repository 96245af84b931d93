import BPFObject
import ELF
import TestSupport
import Testing

@Suite struct ListingTests {
  private static func compiled(_ object: String, _ function: String) throws -> String {
    try #require(try Objects.open(object).listings().first { $0.name == function }).description
  }

  private static func planned(_ object: String, _ program: String) throws -> String {
    let plan = try Objects.open(object).plan(for: Objects.emptyKernel(), programs: [program])
    return try #require(plan.listings().first).description
  }

  @Test func finalInstructionsWithSubprograms() throws {
    #expect(
      try Self.planned("subprogs", "calls_global") == """
          ; return shared(2); @ ./src/subprogs.bpf.c:83
           0: (b7) r1 = 2
           1: (85) call +1 <shared>
           2: (95) exit
          shared:
          ; touched += 10; @ ./src/subprogs.bpf.c:41
           3: (18) r2 = map[fd:0][0] + 0 <touched>
           5: (79) r3 = *(u64 *)(r2 + 0)
           6: (07) r3 += 10
           7: (7b) *(u64 *)(r2 + 0) = r3
          ; return middle(value) + 1; @ ./src/subprogs.bpf.c:42
           8: (85) call +2 <middle>
           9: (04) w0 += 1
          10: (95) exit
          middle:
          ; static __noinline int middle(u64 value) @ ./src/subprogs.bpf.c:33
          11: (bf) r6 = r1
          ; return leaf(value) + leaf(value + 1); @ ./src/subprogs.bpf.c:35
          12: (85) call +6 <leaf>
          13: (bc) w7 = w0
          14: (07) r6 += 1
          15: (bf) r1 = r6
          16: (85) call +2 <leaf>
          17: (0c) w0 += w7
          18: (95) exit
          leaf:
          ; static __noinline int leaf(u64 value) @ ./src/subprogs.bpf.c:20
          19: (bf) r0 = r1
          ; touched++; @ ./src/subprogs.bpf.c:22
          20: (18) r1 = map[fd:0][0] + 0 <touched>
          22: (79) r2 = *(u64 *)(r1 + 0)
          23: (07) r2 += 1
          24: (7b) *(u64 *)(r1 + 0) = r2
          ; return value * 3; @ ./src/subprogs.bpf.c:23
          25: (24) w0 *= 3
          26: (95) exit

        """)
  }

  @Test func labelsAndMapsAsCompiled() throws {
    let text = try Self.compiled("xdp_pass", "xdp_pass")
    #expect(
      text.hasSuffix(
        """
          L1:
          15: (b4) w1 = 2
          ; else if (data[12] == 0x86 && data[13] == 0xdd) @ ./src/xdp_pass.bpf.c:32
          16: (71) r2 = *(u8 *)(r7 + 13)
          17: (56) if w2 != 221 goto +1 <L3>
          L2:
          18: (63) *(u32 *)(r10 - 4) = r1
          L3:
          19: (bf) r2 = r10
          20: (07) r2 += -4
          ; sum = bpf_map_lookup_elem(&counts, &frame); @ ./src/xdp_pass.bpf.c:35
          21: (18) r1 = 0x0 ll <counts>
          23: (85) call bpf_map_lookup_elem#1
          ; if (sum) { @ ./src/xdp_pass.bpf.c:36
          24: (15) if r0 == 0 goto +7 <L4>
          ; sum->packets++; @ ./src/xdp_pass.bpf.c:37
          25: (79) r1 = *(u64 *)(r0 + 0)
          26: (07) r1 += 1
          27: (7b) *(u64 *)(r0 + 0) = r1
          ; sum->bytes += end - data; @ ./src/xdp_pass.bpf.c:38
          28: (1f) r6 -= r7
          29: (79) r1 = *(u64 *)(r0 + 8)
          30: (0f) r6 += r1
          31: (7b) *(u64 *)(r0 + 8) = r6
          L4:
          ; return XDP_PASS; @ ./src/xdp_pass.bpf.c:40
          32: (b4) w0 = 2
          33: (95) exit

        """))
  }

  @Test(arguments: [
    // A call inside .text, which has no relocation.
    ("subprogs", "shared", "call +2 <middle>"),
    ("subprogs", "calls_global", "<shared>\n"),
    ("subprogs", "calls_loop", "r2 = 0xf0 ll <add_index>"),
    ("kfunc", "locks", "call -1 <bpf_rcu_read_lock>"),
    ("kfunc", "guarded", "r1 = 0x0 ll <no_such_kernel_function>"),
    ("globals", "globals", "r1 = 0x8 ll <private_calls>"),
    ("eb/globals", "globals", "r1 = 0x8 ll <private_calls>"),
    ("kconfig", "features", "<LINUX_HAS_BPF_COOKIE>"),
  ])
  func compiledReferencesHaveNames(object: String, function: String, line: String) throws {
    #expect(try Self.compiled(object, function).contains(line))
  }

  @Test(arguments: [
    ("subprogs", "calls_loop", "   6: (18) r2 = subprog[+7] <add_index>\n"),
    ("subprogs", "calls_loop", "\n  add_index:\n"),
    ("globals", "globals", "map[fd:0][0] + 8 <private_calls>\n"),
    ("xdp_pass", "xdp_pass", "r1 = map[fd:0] <counts>\n"),
    (
      "core_fields", "guarded",
      "call unknown#195896080 <poisoned: <byte_off> [68] struct core_optional.present "
        + "(0:0 @ offset 0)>\n"
    ),
  ])
  func finalReferencesHaveNames(object: String, program: String, line: String) throws {
    #expect(try Self.planned(object, program).contains(line))
  }

  /// The same source gives the same text in both byte orders, where addresses do not matter.
  @Test func bothByteOrders() throws {
    let little = try Objects.open("isa").listings().map(\.description)
    #expect(little.count == 5)
    #expect(try Objects.open("eb/isa").listings().map(\.description) == little)
  }

  @Test func objectsWithoutTypesAreListed() throws {
    let listings = try Objects.open("no_btf").listings()
    #expect(listings.contains { $0.description.contains("exit") })
    #expect(!listings.contains { $0.description.contains(" @ ") })
  }

  /// Jumps to anywhere: no label is promised that is not there.
  @Test func randomInstructions() throws {
    var patch = try ObjectPatch("isa")
    let size = Int(try patch.section("?socket").size)
    var random = SeededGenerator(seed: 9)
    var found = 0
    for turn in 0..<10 {
      var bytes: [UInt8] = []
      for index in 0..<size {
        // Short jumps and wide loads, more often than by chance.
        let byte = UInt8.random(in: 0...255, using: &random)
        switch index % 8 {
        case 0 where byte < 96: bytes.append(byte < 64 ? 0x05 : 0x18)
        case 1, 3, 4, 5, 6: bytes.append(0)
        case 7 where turn % 2 == 0: bytes.append(0)
        case 2 where turn % 2 == 0: bytes.append(byte & 0x3f)
        default: bytes.append(byte)
        }
      }
      try patch.write(bytes, in: "?socket", at: 0)
      for listing in try ObjectFile(patch.bytes, name: "isa").listings() {
        let lines = listing.description.split(separator: "\n")
        let labels = Set(lines.filter { $0.hasSuffix(":") }.map { $0.dropFirst(2).dropLast() })
        let used = Set(
          lines.filter { $0.hasSuffix(">") }.compactMap { line in
            line.lastIndex(of: "<").map { line[$0...].dropFirst().dropLast() }
          })
        #expect(used == labels)
        found += labels.count
      }
    }
    #expect(found > 50)
  }
}
