import BPF
import BPFObject

/// The report for programs: one JSON object.
///
///     {"release","version",
///      "settings":[{"name","value":TEXT|null}], "options":[{"name","value":TEXT|null}],
///      "security_modules":[NAME…]|null, "lockdown":MODE|null,
///      "capabilities":[{"name","held":BOOL}], "mounts":[{"type","paths":[PATH…]}],
///      "program_types":[ROW…], "map_types":[ROW…], "attach_types":[ROW…], "link_types":[ROW…],
///      "features":[ROW…], "kernel_functions":[ROW…], "helpers":[{"program_type","helpers":[ROW…]}]}
///
/// A row is `{"name","support":"yes"|"no"|"unknown","since":VERSION|null,"reason":TEXT|null}`.
extension FeatureReport {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("release", facts.release)
      json.field("version", facts.version?.description)
      write("settings", facts.settings, to: &json)
      write("options", facts.options, to: &json)
      if let modules = facts.securityModules {
        json.array("security_modules") { json in
          for module in modules { json.element(module) }
        }
      } else {
        json.field("security_modules", nil)
      }
      json.field("lockdown", facts.lockdown)
      json.array("capabilities") { json in
        for (name, isHeld) in facts.capabilities {
          json.object { json in
            json.field("name", name)
            json.field("held", isHeld)
          }
        }
      }
      json.array("mounts") { json in
        for (type, paths) in facts.mounts {
          json.object { json in
            json.field("type", type)
            json.array("paths") { json in
              for path in paths { json.element(path) }
            }
          }
        }
      }
      for group in groups { write(group.key, group.rows, to: &json) }
      json.array("helpers") { json in
        for group in helpers {
          json.object { json in
            json.field("program_type", group.type.cName)
            write("helpers", group.rows, to: &json)
          }
        }
      }
    }
    json.newline()
  }

  private func write(
    _ key: StaticString, _ values: [(name: String, value: String?)], to json: inout JSONWriter
  ) {
    json.array(key) { json in
      for (name, value) in values {
        json.object { json in
          json.field("name", name)
          json.field("value", value)
        }
      }
    }
  }

  private func write(_ key: StaticString, _ rows: [Row], to json: inout JSONWriter) {
    json.array(key) { json in
      for row in rows {
        json.object { json in
          json.field("name", row.name)
          json.field(
            "support",
            row.support == .supported
              ? "yes" : row.support == .unsupported ? "no" : "unknown")
          json.field("since", row.firstKernel)
          json.field("reason", row.reason)
        }
      }
    }
  }
}
