import Bytes
import Foundation
import TestSupport
import Testing

/// What libbpf made of the fixtures, recorded, against what `bpf relocate --json` says.
@Suite struct RecordedPlansTests {
  static let recorded: [String] = {
    let folder = "\(Fixture.path("expected"))"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test func recordingsAreThere() { #expect(RecordedPlansTests.recorded.count > 10) }

  @Test(arguments: recorded)
  func instructionsReferencesAndRelocations(recording: String) throws {
    let bytes = try Fixture.bytes("expected/\(recording).json").text
    let expected = try RunningCommand.json(bytes)
    let object = try #require(expected["object"] as? String)
    let target = try #require(expected["target"] as? String)
    let report = try RelocateTests.json(object, target)

    let load = try #require(report["load"] as? [String: Any])
    var programs: [String: [String: Any]] = [:]
    for program in (load["programs"] as? [[String: Any]] ?? [])
      + (report["each"] as? [[String: Any]] ?? [])
    {
      programs[try #require(program["name"] as? String)] = program
    }
    let wanted = try #require(expected["programs"] as? [String: [String: Any]])
    for (name, program) in wanted {
      let ours = try #require(programs[name], "\(name) is missing")
      guard program["error"] as? Int == 0 else {
        // The unsigned enumerators that libbpf 1.7 takes for an error are none.
        if name != "values_unsigned" { #expect(ours["error"] as? Int != 0, "\(name)") }
        continue
      }
      #expect(ours["error"] as? Int == 0, "\(name): \(ours["error_text"] ?? "")")
      #expect(ours["insns"] as? String == program["instructions"] as? String, "\(name)")
      let references = (ours["refs"] as? [[String: Any]] ?? []).map {
        [$0["insn"] ?? 0, $0["kind"] ?? "", $0["name"] ?? ""] as NSArray
      }
      #expect(references as NSArray == program["references"] as? NSArray, "\(name)")
      let functions = (ours["subprogs"] as? [[String: Any]] ?? []).map {
        [$0["insn"] ?? 0, $0["name"] ?? ""] as NSArray
      }
      #expect(functions as NSArray == program["functions"] as? NSArray, "\(name)")
    }

    var relocations: [String: [Int: NSArray]] = [:]
    for owner in [load] + (report["each"] as? [[String: Any]] ?? []) {
      for item in owner["core"] as? [[String: Any]] ?? [] {
        let name = try #require(item["prog"] as? String)
        let number = try #require(item["relo"] as? Int)
        relocations[name, default: [:]][number] =
          [
            number, item["spec"] ?? "", item["insn"] ?? 0, item["op"] ?? "",
            item["old"] ?? NSNull(), item["new"] ?? NSNull(),
          ] as NSArray
      }
    }
    for (name, list) in try #require(expected["relocations"] as? [String: [NSArray]]) {
      // Of a program that fails, libbpf tells the relocations up to the one at fault.
      guard wanted[name]?["error"] as? Int == 0 || wanted[name] == nil else { continue }
      for item in list {
        let number = try #require(item[0] as? Int)
        #expect(relocations[name]?[number] == item, "\(name) #\(number)")
      }
    }
  }
}
