/** A certificate authority of our own, and a certificate for 127.0.0.1 that it has signed; paths. */
export async function certificates(folder: string) {
  const path = (name: string) => `${folder}/${name}`;
  const openssl = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, stdin: "null" }).output();
    if (!success) throw new Error(`openssl ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  };
  const key = ["-newkey", "rsa:2048", "-nodes", "-days", "2"];
  await openssl(
    "req",
    "-x509",
    ...key,
    "-subj",
    "/CN=authority",
    "-keyout",
    path("ca.key"),
    "-out",
    path("ca.pem"),
  );
  await openssl(
    "req",
    ...key.slice(0, 3),
    "-subj",
    "/CN=server",
    "-keyout",
    path("server.key"),
    "-out",
    path("csr"),
  );
  Deno.writeTextFileSync(path("names"), "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
  await openssl(
    ...[
      "x509",
      "-req",
      "-in",
      path("csr"),
      "-CA",
      path("ca.pem"),
      "-CAkey",
      path("ca.key"),
      "-CAcreateserial",
    ],
    ...["-days", "2", "-extfile", path("names"), "-out", path("server.pem")],
  );
  return { authority: path("ca.pem"), cert: path("server.pem"), key: path("server.key") };
}
