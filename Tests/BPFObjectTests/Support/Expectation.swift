import Bytes
import Foundation
import TestSupport

/// What libbpf 1.7 makes of an object for a kernel: a file of `Fixtures/expected`.
struct Expectation {
  struct Program {
    let error: Int
    /// In hexadecimal, the immediates of references 0.
    let instructions: String
    /// The instruction, the kind and the map's name of each reference.
    let references: [String]
    /// The first instruction and the name of each function.
    let functions: [String]
  }

  let programs: [String: Program]

  init(_ object: String, _ target: String) throws {
    let bytes = try Fixture.bytes("expected/\(object).\(target).json")
    let root = try JSONSerialization.jsonObject(with: Data(bytes.array)) as? [String: Any]
    var programs: [String: Program] = [:]
    for (name, value) in root?["programs"] as? [String: [String: Any]] ?? [:] {
      func lines(_ key: String) -> [String] {
        (value[key] as? [[Any]] ?? []).map { $0.map { "\($0)" }.joined(separator: " ") }
      }
      programs[name] = Program(
        error: value["error"] as? Int ?? 0, instructions: value["instructions"] as? String ?? "",
        references: lines("references"), functions: lines("functions"))
    }
    self.programs = programs
  }
}
