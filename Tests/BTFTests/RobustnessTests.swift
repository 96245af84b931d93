import BTF
import Bytes
import TestSupport
import Testing

/// Damaged BTF is refused, or read as far as it can be; it never traps and never hangs.
@Suite(.timeLimit(.minutes(10))) struct RobustnessTests {
  /// One real object in both byte orders that has every kind of type; one that has relocations.
  static let objects = ["btf_kinds", "eb/btf_kinds", "execsnoop"]

  @Test(arguments: objects) func truncationAtEveryByte(object: String) throws {
    let whole = try Fixture.section(".BTF", of: object)
    let table = try BTFTable(whole)
    #expect(BTFWalk(table).types == table.count - 1)
    let array = whole.array
    for count in 0..<array.count {
      // The strings stand at the end: BTF that is cut anywhere is refused.
      #expect(throws: BTFError.self) { try BTFTable(Bytes(Array(array[..<count]))) }
    }
  }

  @Test(arguments: objects) func truncationOfTheExtensionAtEveryByte(object: String) throws {
    let whole = try Fixture.section(".BTF.ext", of: object).array
    #expect(try BTFWalk(BTFExt(Bytes(whole))).elements > 5)
    for count in 0..<whole.count {
      #expect(throws: BTFError.self) { try BTFExt(Bytes(Array(whole[..<count]))) }
    }
  }

  /// What is written over a byte, one after the other.
  static func damage(_ byte: UInt8, thorough: Bool) -> [UInt8] {
    let values: [UInt8] = thorough ? [0xff, byte ^ 0x01, byte ^ 0x80] : [~byte]
    return Set(values).filter { $0 != byte }
  }

  @Test(arguments: [("btf_kinds", true), ("eb/btf_kinds", false), ("execsnoop", false)])
  func corruptionOfEveryByte(object: String, thorough: Bool) throws {
    var bytes = try Fixture.section(".BTF", of: object).array
    let table = try BTFTable(Bytes(bytes))
    let whole = BTFWalk(table)
    // The strings stand at the end. Whichever value a byte of a name has, the way is the same.
    let strings = bytes.count - table.stringBytes.count
    var (refused, changed, same) = (0, 0, 0)
    for index in bytes.indices {
      let original = bytes[index]
      for value in RobustnessTests.damage(original, thorough: thorough && index < strings) {
        bytes[index] = value
        do throws(BTFError) {
          let walk = BTFWalk(try BTFTable(Bytes(bytes)))
          if walk == whole { same += 1 } else { changed += 1 }
        } catch {
          #expect(error.description.hasPrefix("BTF: "))
          refused += 1
        }
      }
      bytes[index] = original
    }
    // What was damaged was also looked at.
    #expect(refused > 100 && changed > 1000 && changed > same)
  }

  @Test(arguments: objects) func corruptionOfEveryByteOfTheExtension(object: String) throws {
    var bytes = try Fixture.section(".BTF.ext", of: object).array
    var (refused, read) = (0, 0)
    for index in bytes.indices {
      let original = bytes[index]
      for value in RobustnessTests.damage(original, thorough: true) {
        bytes[index] = value
        do throws(BTFError) {
          let walk = BTFWalk(try BTFExt(Bytes(bytes)))
          // Once it is open, every record that it claims to have is there.
          #expect(walk.errors == 0)
          read += 1
        } catch {
          refused += 1
        }
      }
      bytes[index] = original
    }
    #expect(refused > 50 && read > 100)
  }

  /// A larger table, in samples.
  @Test func samplesOfALargerTable() throws {
    var bytes = try Fixture.section(".BTF", of: "many").array
    var walks = 0
    for index in stride(from: 0, to: bytes.count, by: 211) {
      let original = bytes[index]
      bytes[index] = ~original
      if let table = try? BTFTable(Bytes(bytes)) { walks += BTFWalk(table).types > 0 ? 1 : 0 }
      bytes[index] = original
      #expect(throws: BTFError.self) { try BTFTable(Bytes(Array(bytes[..<index]))) }
    }
    #expect(walks > 20)
  }

  /// Every type, of every fixture, of both byte orders, can be read in full.
  @Test(arguments: ["", "eb/"]) func realTablesAreWalkedAlike(folder: String) throws {
    for name in ["many", "maps", "globals", "core_types", "ring_events", "subprogs"] {
      let table = try BTFTable(Fixture.section(".BTF", of: folder + name))
      for id in table.ownIDs {
        let type = try table.type(TypeID(id))
        _ = try table.name(of: type)
        if type.kind.isComposite {
          #expect(try table.size(of: type.id) == UInt64(type.statedSize))
          for index in 0..<type.count {
            _ = try table.name(of: table.member(index, of: type))
            #expect(try table.member(index, of: type).bitOffset <= type.statedSize * 8)
          }
        }
      }
    }
  }

  /// `bpfel` and `bpfeb` objects of one source have the same types.
  @Test func bothByteOrdersSayTheSame() throws {
    for name in ["btf_kinds", "core_types", "maps"] {
      let little = BTFWalk(try BTFTable(Fixture.section(".BTF", of: name)))
      let big = BTFWalk(try BTFTable(Fixture.section(".BTF", of: "eb/" + name)))
      #expect(little == big, "\(name)")
    }
  }
}
