import Foundation
import Testing

@testable import BPFCommand

@Suite struct JSONWriterTests {
  static func text(_ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    body(&json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test func commasStandBetweenMembersAndElements() {
    let text = Self.text { json in
      json.object { json in
        json.field("a", 1)
        json.array("b") { json in
          json.element("x")
          json.object { _ in }
          json.element("y")
        }
        json.array("c") { _ in }
        json.field("d", true)
        json.field("e", nil as String?)
      }
    }
    #expect(text == #"{"a":1,"b":["x",{},"y"],"c":[],"d":true,"e":null}"#)
  }

  @Test func numbersKeepTheirWholeRange() {
    let text = Self.text { json in
      json.object { json in
        json.field("min", Int64.min)
        json.field("max", UInt64.max)
        json.field("hash", hash: 0xab)
        json.field("hex", hex: [0, 0x1f, 0xff])
      }
    }
    #expect(
      text
        == #"{"min":-9223372036854775808,"max":18446744073709551615,"hash":"00000000000000ab","hex":"001fff"}"#
    )
  }

  @Test func anyStringComesBack() throws {
    let value = "\"\\/\u{0}\u{1}\u{8}\n\r\t\u{1b}\u{7f}é\u{10ffff}\u{fffd}"
    let text = Self.text { json in json.array { json in json.element(value) } }
    let back = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String]
    #expect(back == [value])
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
  }
}
