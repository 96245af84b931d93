import BPFObject
import Testing

/// The same objects give the same instructions as with libbpf.
@Suite struct ParityTests {
  @Test(arguments: [
    ("minimal", "target_none"), ("minimal_dwarf", "target_none"), ("no_btf", "target_none"),
    ("maps", "target_none"), ("globals", "target_none"), ("subprogs", "target_none"),
    ("mapinmap", "target_none"), ("xdp_pass", "target_none"), ("ring_bench", "target_none"),
    ("selftest_globals", "target_none"), ("selftest_maps", "target_none"),
    ("selftest_ringbuf", "target_none"), ("selftest_subprogs", "target_none"),
    ("arena", "target_none"), ("struct_ops_match", "target_ops"),
    ("linked", "target_a"), ("linked", "target_none"), ("selftest_core", "target_a"),
    ("cpuv4", "target_a"),
    ("core_errors", "target_errors"),
    ("core_fields", "target_a"), ("core_fields", "target_b"), ("core_fields", "target_none"),
    ("core_types", "target_a"), ("core_types", "target_b"), ("core_types", "target_none"),
  ])
  func asWithLibbpf(name: String, target: String) throws {
    let expectation = try Expectation(name, target)
    #expect(!expectation.programs.isEmpty)
    let object = try Objects.open(name)
    let kernel = try Objects.kernel(target)
    for (program, expected) in expectation.programs {
      let plan: LoadPlan
      do { plan = try object.plan(for: kernel, programs: [program]) } catch {
        #expect(expected.error != 0, "\(program): \(error)")
        continue
      }
      // clang writes unsigned enumerators without the sign that libbpf expects: it refuses what is
      // right.
      if program == "values_unsigned", expected.error != 0 { continue }
      #expect(expected.error == 0, "\(program) must fail")
      guard expected.error == 0 else { continue }
      let planned = try #require(plan.programs.first { $0.spec.name == program })
      let bytes = planned.instructions.encoded(.little)
      let text = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      #expect(text == expected.instructions, "\(program)")
      #expect(
        planned.references.map { reference in
          let map = plan.maps[reference.mapIndex ?? -1].spec
          return "\(reference.instruction) \(reference.isValue ? "map_value" : "map") "
            + map.name
        } == expected.references, "\(program)")
      // libbpf tells the functions from the records about them.
      if planned.functionInfo.count > 0 {
        #expect(planned.functions.map { "\($0.start) \($0.name)" } == expected.functions)
      }
    }
  }
}
