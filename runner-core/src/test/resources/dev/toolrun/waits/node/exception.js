console.log("before"); require("./neighbour.js").fail();
