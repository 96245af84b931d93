import Testing

@testable import BPFObject

@Suite struct GlobPatternTests {
  @Test(arguments: [
    ("tcp_*", "tcp_connect", true), ("tcp_*", "tcp_", true), ("tcp_*", "udp_x", false),
    ("*", "", true), ("?", "", false), ("a?c", "abc", true), ("a?c", "ac", false),
    ("*_sys_*", "__x64_sys_openat", true), ("*a*b*c", "xaybzc", true), ("*a*b*c", "xaybzcd", false),
    ("abc", "abc", true), ("abc", "abcd", false), ("ab*", "ab", true), ("**x", "x", true),
    ("a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
  ])
  func matches(_ pattern: String, _ name: String, _ expected: Bool) {
    #expect(GlobPattern(pattern).matches(Array(name.utf8)) == expected)
  }

  @Test func plainness() {
    #expect(GlobPattern("vfs_read").isPlain)
    #expect(!GlobPattern("vfs_*").isPlain)
    #expect(!GlobPattern("vfs?").isPlain)
  }
}
