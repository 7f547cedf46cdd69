console.log("never"; )
