import Bytes
import SystemPackage
import TestSupport
import Testing

@Suite struct ReadmeTests {
  /// The examples in the README are the files beside this one, which the compiler has just compiled.
  @Test(arguments: [
    ("readme-example", "ReadmeExample.swift"), ("attach-example", "AttachExample.swift"),
  ])
  func theExampleIsCompiled(_ mark: String, _ file: String) throws {
    let here = FilePath(#filePath).removingLastComponent()
    let example = try Bytes(contentsOf: here.appending(file)).text
    let readme = try Bytes(contentsOf: Fixture.path("../README.md")).text
    #expect(readme.contains("<!-- \(mark) -->\n```swift\n\(example)```\n"))
  }
}
