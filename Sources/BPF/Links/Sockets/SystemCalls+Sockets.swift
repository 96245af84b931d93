internal import CLinuxBPF

extension SystemCalls {
  /// Sets an integer option at `SOL_SOCKET`.
  package func setSocketOption(_ socket: Int32, _ option: Int32, to value: Int32) -> Int32 {
    lbpf_set_socket_option(socket, option, value)
  }

  /// The magic number of the file system that a file is on, or a negative errno.
  package func fileSystemType(_ descriptor: Int32) -> Int64 { lbpf_file_system_type(descriptor) }
}
