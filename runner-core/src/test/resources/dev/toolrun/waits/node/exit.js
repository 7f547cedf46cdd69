process.on("exit", code => console.log("at exit", code)); process.exit(7);
