import Bytes
import SystemPackage
import TestSupport
import Testing

@Suite struct ReadmeTests {
  /// The example in the README is the file beside this one, which the compiler has just compiled.
  @Test func theExampleIsCompiled() throws {
    let here = FilePath(#filePath).removingLastComponent()
    let example = try Bytes(contentsOf: here.appending("ReadmeExample.swift")).text
    let readme = try Bytes(contentsOf: Fixture.path("../README.md")).text
    #expect(readme.contains("<!-- readme-example -->\n```swift\n\(example)```\n"))
  }
}
