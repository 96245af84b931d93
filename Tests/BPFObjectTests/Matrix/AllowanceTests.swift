import Testing

@testable import BPFObject

@Suite struct AllowanceTests {
  static func need(
    _ type: String, _ field: String?, _ kind: RelocationMatrix.Need.Kind = .attachTarget
  ) -> RelocationMatrix.Need {
    RelocationMatrix.Need(
      kind: kind, type: type, field: field, function: "f", section: "s", instruction: nil,
      source: nil)
  }

  @Test(arguments: [
    ("task_struct.state", "struct task_struct", "state", true),
    ("struct task_struct.state", "struct task_struct", "state", true),
    ("task_struct", "struct task_struct", "state", true),
    ("task_struct.state", "struct task_struct___old", "state", true),
    ("task_struct___old.state", "struct task_struct___old", "state", true),
    ("task_struct.se", "struct task_struct", "se.vruntime", true),
    ("task_struct.comm", "struct task_struct", "comm[3]", true),
    ("u.comm[3]", "union u", "comm[3]", true),
    ("bpf_map_type.BPF_X", "enum bpf_map_type", "BPF_X", true),
    ("bpf_map_type::BPF_X", "enum bpf_map_type", "BPF_X", true),
    ("vfs_read", "vfs_read", nil, true),
    ("task_struct.stat", "struct task_struct", "state", false),
    ("task_struct.state", "struct task_struct", "stat", false),
    ("task_struct.state.x", "struct task_struct", "state", false),
    ("task", "struct task_struct", "state", false),
    ("task_struct___new.state", "struct task_struct___old", "state", false),
    ("task_struct.state", "struct task_struct", nil, false),
    ("", "struct task_struct", "state", false),
    (".", "struct task_struct", "state", false),
  ])
  func names(name: String, type: String, field: String?, matches: Bool) {
    #expect(Self.need(type, field).isNamed(name) == matches)
  }

  @Test func whatIsAllowedIsNotBroken() throws {
    let object = try Objects.open("guarded")
    let matrix = try RelocationMatrix(
      object, kernels: [RelocationMatrixTests.kernel("target_none")],
      programs: ["broken_else", "broken_plainly"])
    #expect(
      Set(matrix.broken.map(\.need.subject)) == ["struct core_moved.a", "struct core_moved.b"])
    let allowing = matrix.allowing(missing: "core_moved.b").allowing(missing: "core_gone")
    #expect(allowing.broken.map(\.need.field) == ["a"])
    #expect(allowing.counts(on: "6.18.0").allowed == 1)
    #expect(allowing.unusedAllowances == ["core_gone"])
    #expect(allowing.description.contains("allowed"))
    #expect(!matrix.description.contains("allowed"))
    #expect(allowing.allowing(missing: "core_moved").broken.isEmpty)
  }

  @Test(arguments: [
    ("<byte_off> [5] struct task_struct.pid (0:2 @ offset 8)", "struct task_struct", "pid"),
    ("<byte_sz> [9] struct s.a[2].b (0:1:2 @ offset 8)", "struct s", "a[2].b"),
    ("<byte_off> [9] struct s[1].a (1:0 @ offset 8)", "struct s", "[1].a"),
    ("<enumval_value> [3] enum e::NAME = 5", "enum e", "NAME"),
    ("<type_exists> [3] struct gone", "struct gone", nil),
    ("<type_size> [3] typedef thing_t", "typedef thing_t", nil),
  ])
  func subjectsOfSpecifications(text: String, type: String, field: String?) {
    let subject = ObjectSurvey.subject(text)
    #expect(subject.type == type && subject.field == field)
  }
}
