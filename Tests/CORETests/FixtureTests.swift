import BTF
import Bytes
import CORE
import Testing

/// Compiled objects against compiled targets, in both byte orders.
@Suite("Objects of a compiler")
struct FixtureTests {
  struct Line {
    let site: ObjectCode.Site
    let specification: String
    let instruction: Instruction
    /// `nil` when the relocation ended in an error.
    let outcome: COREOutcome?
    let error: COREError.Code?

    /// What decides about the outcome: the access, and the class of the instruction.
    var key: String { "\(instruction.instructionClass) \(specification)" }

    /// `<byte_off> [5] struct core_moved.a (0:0 @ offset 0): off 0 -> 20`.
    var text: String {
      "\(specification): "
        + (outcome?.changeDescription ?? error.map { "error \($0)" } ?? "nothing")
    }
  }

  static func relocate(
    _ object: String, to target: String, _ order: ByteOrder = .little
  ) throws -> [Line] {
    let folder = order == .little ? "objects" : "objects/eb"
    let targets = order == .little ? "objects/targets" : "objects/targets/eb"
    let object = try ObjectCode(object, folder: folder)
    var relocator = CORERelocator(
      local: object.types, target: try ObjectCode.target(target, folder: targets))
    relocator.prepare(roots: object.sites.map(\.record.type))
    var code = object.code
    return object.sites.map { site in
      var instructions = code[site.section] ?? []
      defer { code[site.section] = instructions }
      let specification = relocator.specification(of: site.record)
      let instruction = instructions[site.index]
      do throws(COREError) {
        let outcome = try relocator.relocate(
          site.record, number: site.number, at: site.index, in: &instructions)
        return Line(
          site: site, specification: specification, instruction: instruction, outcome: outcome,
          error: nil)
      } catch {
        return Line(
          site: site, specification: specification, instruction: instruction, outcome: nil,
          error: error.code)
      }
    }
  }

  static let objects = ["core_fields", "core_types"]
  static let orders = [ByteOrder.little, .big]

  @Test(arguments: objects, orders)
  func theSameTypesChangeNothing(_ object: String, _ order: ByteOrder) throws {
    let lines = try FixtureTests.relocate(object, to: "target_b", order)
    #expect(lines.count > 50)
    for line in lines {
      guard let outcome = line.outcome, outcome.match != nil || outcome.kind == .typeIDLocal else {
        // Flavours with members that no kernel has.
        #expect(line.specification.contains("___"), "\(line.text)")
        continue
      }
      let isFree =
        line.specification.contains("core_bits") && outcome.kind != .fieldSigned
        && outcome.kind != .fieldRightShift
      // Numbers of types differ, and the unit to load a bitfield with is the compiler's choice.
      if outcome.kind == .typeIDTarget || isFree { continue }
      #expect(outcome.decision == .unchanged, "\(line.text)")
    }
  }

  @Test(arguments: objects, orders)
  func aKernelWithNoneOfTheTypes(_ object: String, _ order: ByteOrder) throws {
    for line in try FixtureTests.relocate(object, to: "target_none", order) {
      let outcome = try #require(line.outcome)
      switch outcome.kind {
      case .typeIDLocal: #expect(outcome.decision == .unchanged)
      case .fieldExists, .typeExists, .typeMatches, .typeSize, .typeIDTarget, .enumeratorExists:
        // Plain integers, which that kernel has, are no types of core_types.
        #expect(outcome.targetValue == 0, "\(line.text)")
      default:
        #expect(outcome.decision == .poisoned && outcome.poisonReason == .noCandidate)
      }
    }
  }

  @Test(arguments: ["target_a", "target_b", "target_errors"], objects + ["core_errors"])
  func bothByteOrdersDecideAlike(_ target: String, _ object: String) throws {
    // The compiler does not emit the same relocations in the same order for both.
    var little: [String: Line] = [:]
    for line in try FixtureTests.relocate(object, to: target, .little) {
      little[line.key] = line
    }
    var count = 0
    for line in try FixtureTests.relocate(object, to: target, .big) {
      guard let other = little[line.key] else { continue }
      count += 1
      #expect(line.error == other.error)
      // How far to shift left is what depends on the byte order.
      guard line.outcome?.kind != .fieldLeftShift else { continue }
      #expect(line.outcome?.targetValue == other.outcome?.targetValue, "\(line.specification)")
    }
    #expect(count > little.count / 2)
  }

  @Test func errors() throws {
    let lines = try FixtureTests.relocate("core_errors", to: "target_errors")
    let errors = lines.filter { $0.error != nil }.map(\.text)
    let straddling = "[34] struct core_straddling.x (0:0 @ offset 0): error unreadableBitfield"
    #expect(
      errors == [
        "<byte_off> [5] struct core_twice.x (0:0 @ offset 0): error ambiguousOffset",
        "<field_exists> [5] struct core_twice.x (0:0 @ offset 0): error ambiguousOffset",
        "<type_size> [5] struct core_twice: error ambiguousValue",
        "<enumval_value> [20] enum core_twice_enum::CORE_TWICE = 1: error ambiguousValue",
        "<byte_off> [23] struct core_far.x (0:0 @ offset 0): error valueTooLarge",
        "<byte_off> [28] struct core_sixteen.x (0:0 @ offset 0): error unexpectedSize",
        "<byte_off> \(straddling)", "<byte_sz> \(straddling)", "<signed> \(straddling)",
        "<lshift_u64> \(straddling)", "<rshift_u64> \(straddling)", "<rshift_u64> \(straddling)",
      ])
  }

  /// What libbpf 1.7 decides about the same objects, as it reports it itself.
  @Test(arguments: [
    ("core_fields", RecordedDecisions.fields), ("core_types", RecordedDecisions.types),
  ])
  func decisionsOfLibbpf(_ object: String, _ expected: [String]) throws {
    var found: [String] = []
    for line in try FixtureTests.relocate(object, to: "target_a") where !found.contains(line.text) {
      found.append(line.text)
    }
    #expect(found == expected)
  }
}
