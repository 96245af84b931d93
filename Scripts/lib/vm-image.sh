# Sourced by Scripts/vm-test: makes the disk of its machines.

# Copies an executable's shared libraries to their own paths.
add_libraries() { # EXECUTABLE
  local library
  while read -r library; do
    [ -e "$files$library" ] || install -D "$(readlink -f "$library")" "$files$library"
  done < <(ldd "$1" 2>/dev/null | tr ' \t' '\n\n' | grep '^/')
}

add_executable() { # PATH [PATH IN THE GUEST]
  install -D "$(readlink -f "$1")" "$files/${2:-$1}"
  add_libraries "$1"
}

# Copies a file or folder into the folder that commands run in.
add_to_folder() { # PATH
  local path=$1 file
  [ -e "$path" ] || fail "--with: there is no $path"
  mkdir -p "$files/swift-bpf/$(dirname "$path")"
  cp -RL "$path" "$files/swift-bpf/$(dirname "$path")"
  while read -r file; do add_libraries "$file"; done < <(find -L "$path" -type f -perm -u+x)
}

# One image for all kernels, with the modules of each. Writes $work/image.
make_image() {
  local files=$work/files folder applet path release size
  for folder in bin sbin boot usr/bin usr/sbin dev proc sys tmp run root var/tmp etc swift-bpf; do
    mkdir -p "$files/$folder"
  done
  add_executable "$(command -v busybox)" /bin/busybox
  while read -r applet; do ln -s busybox "$files/bin/$applet"; done < <(busybox --list | grep -vx busybox)
  # /bin/sh of busybox would prefer its own ip to the real one.
  add_executable "$(command -v bash)" /bin/bash
  ln -sf bash "$files/bin/sh"
  ln -s /bin/modprobe "$files/sbin/modprobe" # where the kernel looks for it
  for path in ip tc; do
    rm -f "$files/bin/$path"
    add_executable "$(command -v $path)" "/usr/sbin/$path"
  done
  # Tests run copies of it; one of busybox would not know by its name what to do.
  rm "$files/bin/true"
  add_executable "$(type -P true)" /bin/true
  echo 'root:x:0:0:root:/root:/bin/bash' >"$files/etc/passwd"
  echo 'root:x:0:' >"$files/etc/group"
  for name in ${present[@]+"${present[@]}"}; do
    mkdir -p "$files/lib/modules"
    tar -xf "$kernels/$name.boot/modules.tar" -C "$files/lib/modules" --no-same-owner
    release=$(tar -tf "$kernels/$name.boot/modules.tar" | sed -n '1s|/.*||p')
    cp "$kernels/$name.config" "$files/boot/config-$release"
  done
  install "$root/Scripts/lib/vm-init" "$files/init"

  cp -R "$root/Fixtures" "$root/README.md" "$files/swift-bpf"
  [ ! -x "$build/bpf" ] || add_executable "$build/bpf" /build/bpf
  [ $tests = no ] || add_executable "$bundle" /build/swift-bpfPackageTests.xctest
  for path in ${with[@]+"${with[@]}"}; do add_to_folder "$path"; done
  {
    echo 'export PATH=$PATH:/build SWIFT_BPF_FIXTURES=/swift-bpf/Fixtures'
    # All that a kernel has by its configuration works here; what tests prove goes to a port.
    echo 'export SWIFT_BPF_EXPECT=all SWIFT_BPF_PROOFS=/dev/ttyS3'
    printf '%q ' "${command[@]}"
    echo
  } >"$files/command"

  size=$(($(du -sm "$files" | cut -f 1) * 11 / 10 + 64))
  truncate -s "${size}M" "$work/image"
  mkfs.ext4 -q -F -O ^has_journal,^resize_inode -m 0 -E root_owner=0:0 -d "$files" "$work/image"
  rm -rf "$files"
}
