import Bytes
import ELF
import TestSupport
import Testing

/// Damaged files are refused, or read as far as they can be; they never trap and never hang.
@Suite(.timeLimit(.minutes(10))) struct RobustnessTests {
  /// Real objects, and a synthetic file with what objects lack: segments, notes, dynamic symbols.
  static let images: [String] = ["minimal", "eb/minimal", "execsnoop", "complete", "complete, eb"]

  static func image(_ name: String) throws -> [UInt8] {
    switch name {
    case "complete": ELFImage.complete(.little).make().bytes
    case "complete, eb": ELFImage.complete(.big, .extended).make().bytes
    default: try Fixture.object(name).array
    }
  }

  @Test(arguments: images)
  func truncationAtEveryByte(name: String) throws {
    let image = try RobustnessTests.image(name)
    let whole = Walk(Bytes(image))
    #expect(whole.symbols > 0)
    for count in 0..<image.count {
      let walk = Walk(Bytes(Array(image[..<count])))
      // The section headers stand at the end: a file that is cut anywhere is refused.
      #expect(walk.errors == 1 && walk.bytes == 0, "cut after \(count) bytes")
    }
  }

  @Test(arguments: images)
  func corruptionOfEveryByte(name: String) throws {
    var image = try RobustnessTests.image(name)
    let whole = Walk(Bytes(image))
    var refused = 0
    var changed = 0
    for index in image.indices {
      let original = image[index]
      for value in Set([0x00, 0xff, original ^ 0x01, original ^ 0x80]) where value != original {
        image[index] = value
        let walk = Walk(Bytes(image))
        if walk.errors > whole.errors { refused += 1 }
        if walk != whole { changed += 1 }
      }
      image[index] = original
    }
    // What was damaged was also looked at.
    #expect(refused > 200)
    #expect(changed > refused)
  }

  @Test func theLargestObjectIsWalkedWithoutAnError() throws {
    for folder in ["", "eb/"] {
      let walk = Walk(try Fixture.object("\(folder)many"))
      // Sections without bytes (section 0 and .bss) are the only ones that are refused.
      #expect(walk.errors == 2)
      #expect(walk.relocations > 100)
    }
  }
}
